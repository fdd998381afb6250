//! What holds for whatever comes in. The fuzz targets check the same (`crates/formats/fuzz`).

pub(crate) mod order;
pub(crate) mod stream;
