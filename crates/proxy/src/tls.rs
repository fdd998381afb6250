//! HTTPS towards clients, where a certificate is configured.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use settings::TlsFiles;

use crate::error::StartError;

/// Reads certificate and key. Blocks: call it off the runtime.
pub(crate) fn load(files: &TlsFiles) -> Result<Arc<ServerConfig>, StartError> {
    let fault = |path: &Path, why: String| StartError::Tls {
        path: path.to_owned(),
        why,
    };
    let chain = CertificateDer::pem_file_iter(&files.cert)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|e| fault(&files.cert, format!("no certificate can be read: {e}")))?;
    if chain.is_empty() {
        let why = "there is no certificate in it; a PEM file was expected".to_owned();
        return Err(fault(&files.cert, why));
    }
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|e| fault(&files.key, format!("no private key can be read: {e}")))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| fault(&files.cert, e.to_string()))?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|e| fault(&files.key, format!("key and certificate do not fit: {e}")))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
