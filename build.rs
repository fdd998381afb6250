//! Generates what the app needs at build time: its configuration, its icon, and the list of what the webview may call.

fn main() {
    const PERMISSIONS: &str = "src-tauri/permissions/*.toml";
    println!("cargo:rerun-if-changed=src-tauri/permissions");

    // With a manifest of our own, a command that no permission names is refused, not allowed by default.
    let manifest = tauri_build::AppManifest::new().permissions_path_pattern(PERMISSIONS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}
