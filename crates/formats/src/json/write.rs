use crate::json::{Json, Text};

/// Writes JSON as it is wanted on the wire, members in the order that they are asked for.
///
/// Commas take care of themselves: one is written unless an object or array has just begun.
#[derive(Debug)]
pub(crate) struct Writer<'o>(pub(crate) &'o mut Vec<u8>);

impl Writer<'_> {
    /// Begins a member of an object; its value follows.
    pub(crate) fn key(&mut self, name: &str) -> &mut Self {
        self.item();
        self.string(name);
        self.raw(":")
    }

    /// Begins an item of an array; its value follows.
    pub(crate) fn item(&mut self) -> &mut Self {
        if !matches!(self.0.last(), None | Some(b'{' | b'[' | b':')) {
            self.0.push(b',');
        }
        self
    }

    /// What is JSON already.
    pub(crate) fn raw(&mut self, json: &str) -> &mut Self {
        self.0.extend_from_slice(json.as_bytes());
        self
    }

    /// A value as it stood on the wire. White space around it, which only a value that came in a string can have, stays
    /// out: whoever reads the object would not take it for a part of the value, and would write other bytes.
    pub(crate) fn json(&mut self, json: &Json<'_>) -> &mut Self {
        self.raw(json.get().trim())
    }

    /// The same on one line, as an event's data must be: line ends can only be white space between tokens.
    pub(crate) fn json_on_a_line(&mut self, json: &Json<'_>) -> &mut Self {
        let start = self.0.len();
        self.json(json);
        for byte in &mut self.0[start..] {
            if matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
        self
    }

    /// A string that is not escaped yet.
    pub(crate) fn string(&mut self, plain: &str) -> &mut Self {
        // Nothing to escape is the rule: names, ids, kinds.
        if plain.bytes().all(|b| b >= b' ' && b != b'"' && b != b'\\') {
            self.0.push(b'"');
            self.raw(plain);
            self.0.push(b'"');
        } else {
            // Strings into memory: there is nothing here that can fail.
            let _ = serde_json::to_writer(&mut *self.0, plain);
        }
        self
    }

    /// A string that is escaped already.
    pub(crate) fn text(&mut self, text: &Text<'_>) -> &mut Self {
        self.0.push(b'"');
        self.raw(text.escaped());
        self.0.push(b'"');
        self
    }

    pub(crate) fn number(&mut self, number: u64) -> &mut Self {
        // Events are numbered: a formatter would take longer than all else of an event.
        let mut digits = [0; 20];
        let mut begin = digits.len();
        let mut rest = number;
        loop {
            begin -= 1;
            digits[begin] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.0.extend_from_slice(&digits[begin..]);
        self
    }

    /// A number that JSON can hold; others (`NaN`, infinities) cannot come from JSON and become `null`.
    pub(crate) fn float(&mut self, number: f64) -> &mut Self {
        let _ = serde_json::to_writer(&mut *self.0, &number);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_on_a_line_says_the_same() {
        let mut out = Vec::new();
        let json = Json::parse("{\r\n\"a\":\n\"b\\n\"}").unwrap();
        Writer(&mut out).json_on_a_line(&json);
        assert_eq!(out, b"{  \"a\": \"b\\n\"}");
    }

    #[test]
    fn white_space_around_a_value_is_not_written_and_that_inside_is() {
        let mut out = Vec::new();
        let json = Json::parse(" \n{ \"a\" : 1 }\r\n\t ").unwrap();
        Writer(&mut out).raw("{").key("input").json(&json).raw("}");
        assert_eq!(out, br#"{"input":{ "a" : 1 }}"#);
    }

    #[test]
    fn a_number_has_its_digits() {
        for number in [0, 7, 10, 1_000, 98_765, u64::MAX] {
            let mut out = Vec::new();
            Writer(&mut out).number(number);
            assert_eq!(out, number.to_string().as_bytes());
        }
    }

    #[test]
    fn members_and_items_are_set_apart_by_commas() {
        let mut out = Vec::new();
        let mut writer = Writer(&mut out);
        writer.raw("{").key("a").number(1).key("b").raw("[");
        writer.item().string("x\"y").item().float(0.5);
        writer.item().text(&Text::plain("é\n")).raw("]}");
        assert_eq!(
            String::from_utf8(out).unwrap(),
            r#"{"a":1,"b":["x\"y",0.5,"é\n"]}"#
        );
    }
}
