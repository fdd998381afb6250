use auth::credentials::PLAN_SCOPE;
use auth::report::{Table, chatgpt_table};
use secrecy::ExposeSecret;

use super::fixture::{REFRESH, chatgpt, keyring, now};
use super::golden::json;

fn value(table: &Table, label: &str) -> String {
    let rows = table.sections.iter().flat_map(|section| &section.rows);
    let row = rows.into_iter().find(|row| row.label == label);
    row.map(|row| row.value.clone()).unwrap()
}

#[test]
fn a_sign_in_says_whose_plan_may_be_used_and_until_when() {
    let table = chatgpt_table(&chatgpt(&[PLAN_SCOPE]), &keyring(), now());
    assert_eq!(value(&table, "Email"), "ada@example.test");
    assert_eq!(value(&table, "Plan Type"), "PLUS");
    assert_eq!(value(&table, "Plan May Be Used"), "Yes");
    assert_eq!(value(&table, "Storage Location"), "system keyring");
    let remaining = value(&table, "Time Remaining");
    assert_eq!(remaining, "9 days, 3 hours, 26 minutes");
}

#[test]
fn a_plan_that_was_not_granted_is_said_as_such() {
    let table = chatgpt_table(&chatgpt(&[]), &keyring(), now());
    assert_eq!(value(&table, "Plan May Be Used"), "No");
    let said = table.confirms.iter().find(|told| told.name == "Plan Use");
    assert!(said.unwrap().text.contains("not granted"));
}

#[test]
fn the_table_holds_no_token() {
    let login = chatgpt(&[PLAN_SCOPE]);
    let text = json(&chatgpt_table(&login, &keyring(), now()));
    assert!(!text.contains(REFRESH), "{text}");
    assert!(!text.contains(login.access_token.expose_secret()), "{text}");
}
