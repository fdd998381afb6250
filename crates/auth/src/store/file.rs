use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::{Slot, StoreError, atomic};
use crate::credentials::{Document, Malformed};

/// The shape of the file, as its field `version` tells it.
const VERSION: u32 = 1;

/// `credentials.json`: one field for each slot, beside whatever other programs keep there. Everything here blocks; a
/// change wants the lock `credentials`.
#[derive(Debug, Clone)]
pub(super) struct FileStore {
    path: PathBuf,
}

impl FileStore {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The text of a slot's field.
    ///
    /// # Errors
    /// The file cannot be read, or holds something else.
    pub(super) fn get(&self, slot: Slot) -> Result<Option<SecretString>, StoreError> {
        let Some(document) = self.load()? else {
            return Ok(None);
        };
        let field: Option<Document> = document
            .get(slot.field())
            .map_err(|why| self.malformed(&why))?;
        Ok(field.map(|field| SecretString::from(field.to_text())))
    }

    /// Sets a slot's field; every other field keeps its bytes.
    ///
    /// # Errors
    /// The file cannot be written, or holds something else: then nothing was changed.
    pub(super) fn set(&self, slot: Slot, text: &SecretString) -> Result<(), StoreError> {
        let entry = Document::parse(text.expose_secret()).map_err(|why| self.malformed(&why))?;
        let mut document = self.load()?.unwrap_or_default();
        // A later version's number stays: what we know is a part of what it means.
        if !matches!(document.get::<u32>("version"), Ok(Some(1..))) {
            document.set("version", &VERSION);
        }
        document.set(slot.field(), &entry);
        atomic::replace(&self.path, &text_of(&document))
    }

    /// Takes a slot's field out; says whether it was there. When nothing but the version is left, the file goes.
    ///
    /// # Errors
    /// The file cannot be written, or holds something else: then nothing was changed.
    pub(super) fn remove(&self, slot: Slot) -> Result<bool, StoreError> {
        let Some(mut document) = self.load()? else {
            return Ok(false);
        };
        if !document.remove(slot.field()) {
            return Ok(false);
        }
        if document.names().all(|name| name == "version") {
            atomic::remove(&self.path)?;
        } else {
            atomic::replace(&self.path, &text_of(&document))?;
        }
        Ok(true)
    }

    fn load(&self) -> Result<Option<Document>, StoreError> {
        atomic::read(&self.path)?
            .map(|text| Document::parse(text.expose_secret()))
            .transpose()
            .map_err(|why| self.malformed(&why))
    }

    fn malformed(&self, why: &Malformed) -> StoreError {
        StoreError::Malformed {
            path: self.path.clone(),
            why: why.to_string(),
        }
    }
}

/// One field a line, for the person who looks into the file; each value as it stands.
fn text_of(document: &Document) -> SecretString {
    let mut text = String::from("{");
    for (index, name) in document.names().enumerate() {
        text.push_str(if index == 0 { "\n  " } else { ",\n  " });
        text.push_str(&serde_json::Value::from(name).to_string());
        text.push_str(": ");
        text.push_str(document.raw(name).unwrap_or("null"));
    }
    text.push_str("\n}\n");
    SecretString::from(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, FileStore) {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::new(folder.path().join("ccproxy/credentials.json"));
        (folder, store)
    }

    fn put(store: &FileStore, text: &str) {
        atomic::replace(store.path(), &SecretString::from(text)).unwrap();
    }

    fn login(token: &str) -> SecretString {
        SecretString::from(format!(r#"{{"accessToken":"{token}"}}"#))
    }

    #[test]
    fn other_fields_keep_their_bytes() {
        let (_folder, store) = store();
        let kept = [
            r#""mcpOAuth": {"srv|1" : {"accessToken":"\u0061", "n": 1.50e3},
     "list":[ 1,2 ]}"#,
            r#""unknown": null"#,
            r#""big": 12345678901234567890123"#,
        ];
        put(
            &store,
            &format!(
                "{{ {}, \"claudeAiOauth\":{{\"accessToken\":\"old\"}} }}",
                kept.join(",")
            ),
        );
        store.set(Slot::Claude, &login("new")).unwrap();
        store.set(Slot::OpenaiKey, &login("key")).unwrap();
        assert!(store.remove(Slot::OpenaiKey).unwrap());
        let text = std::fs::read_to_string(store.path()).unwrap();
        for kept in kept {
            assert!(text.contains(kept), "{kept} is not in {text}");
        }
        assert!(
            text.contains(r#""version": 1"#) && text.contains("new"),
            "{text}"
        );
        assert!(!text.contains("old"), "{text}");
        let read = store.get(Slot::Claude).unwrap().unwrap();
        assert_eq!(read.expose_secret(), login("new").expose_secret());
    }

    #[test]
    fn the_predecessors_file_is_read_as_it_is() {
        let (_folder, store) = store();
        put(
            &store,
            "{\n  \"claudeAiOauth\": {\n    \"accessToken\": \"a\", \"expiresAt\": 1 }}",
        );
        let text = store.get(Slot::Claude).unwrap().unwrap();
        assert_eq!(text.expose_secret(), r#"{"accessToken":"a","expiresAt":1}"#);
        assert!(store.get(Slot::Chatgpt).unwrap().is_none());
    }

    #[test]
    fn a_broken_file_is_told_without_its_text_and_never_overwritten() {
        let (_folder, store) = store();
        for text in [
            "",
            "{\"claudeAiOauth\":{\"accessToken\":\"canary",
            "[\"canary\"]",
            "canary",
        ] {
            put(&store, text);
            for error in [
                store.get(Slot::Claude).map(drop).unwrap_err(),
                store.set(Slot::Claude, &login("x")).unwrap_err(),
                store.remove(Slot::Claude).map(drop).unwrap_err(),
            ] {
                assert!(matches!(error, StoreError::Malformed { .. }), "{error:?}");
                assert!(!error.to_string().contains("canary"), "{error}");
            }
            assert_eq!(std::fs::read_to_string(store.path()).unwrap(), text);
        }
    }

    #[test]
    fn a_field_of_another_type_is_an_error_for_its_slot_alone() {
        let (_folder, store) = store();
        put(&store, r#"{"claudeAiOauth":"canary","chatgpt":{"a":1}}"#);
        let error = store.get(Slot::Claude).unwrap_err();
        assert!(!error.to_string().contains("canary"), "{error}");
        assert!(store.get(Slot::Chatgpt).unwrap().is_some());
    }

    #[test]
    fn the_file_goes_with_the_last_entry_and_stays_for_what_is_not_ours() {
        let (_folder, store) = store();
        assert!(!store.remove(Slot::Claude).unwrap());
        store.set(Slot::Claude, &login("a")).unwrap();
        store.set(Slot::ClaudeKey, &login("b")).unwrap();
        assert!(store.remove(Slot::Claude).unwrap());
        assert!(!store.remove(Slot::Claude).unwrap());
        assert!(store.path().exists());
        assert!(store.remove(Slot::ClaudeKey).unwrap());
        assert!(!store.path().exists());
        put(&store, r#"{"claudeAiOauth":{},"mcpOAuth":{}}"#);
        assert!(store.remove(Slot::Claude).unwrap());
        assert!(
            std::fs::read_to_string(store.path())
                .unwrap()
                .contains("mcpOAuth")
        );
    }

    #[test]
    fn the_number_of_a_later_version_stays() {
        let (_folder, store) = store();
        put(&store, r#"{"version":7}"#);
        store.set(Slot::Claude, &login("a")).unwrap();
        let text = std::fs::read_to_string(store.path()).unwrap();
        assert!(text.contains(r#""version": 7"#), "{text}");
    }
}
