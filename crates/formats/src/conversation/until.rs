//! Stop sequences for providers that have none: the answer is cut where one begins.

use crate::conversation::{Event, Opened, Stop, Usage, estimate};
use crate::json::Text;

/// Ends an answer at the first of some texts.
///
/// Text is held back only while it may be the beginning of such a text, so nothing else comes late. Thoughts and
/// arguments are not looked at, as no provider that has stop sequences does (source: Anthropic API docs, "Messages").
#[derive(Debug)]
pub struct Until {
    stops: Vec<String>,
    /// Text that may be the beginning of a stop.
    held: String,
    /// The block that is open is text.
    reading: bool,
    over: bool,
    /// About how many tokens the model read; `None`: the provider has counted them.
    prompt: Option<u64>,
    /// How many bytes it wrote.
    written: usize,
}

impl Until {
    /// Ends an answer at the first of `stops`; `None` if there are none to look for.
    ///
    /// A provider counts at the end, which a cut answer never gets to: what was used is then an estimate, with `prompt`
    /// tokens read unless the beginning of the answer has said how many.
    #[must_use]
    pub fn new(stops: &[Text<'_>], prompt: u64) -> Option<Self> {
        let stops: Vec<String> = stops
            .iter()
            .map(|stop| stop.to_plain().into_owned())
            .filter(|stop| !stop.is_empty())
            .collect();
        (!stops.is_empty()).then_some(Self {
            stops,
            held: String::new(),
            reading: false,
            over: false,
            prompt: Some(prompt),
            written: 0,
        })
    }

    /// Whether the answer was cut: nothing that follows is of interest.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Hands on what the client is to hear of `event`.
    pub fn push(&mut self, event: Event<'_>, sink: &mut impl FnMut(Event<'_>)) {
        if self.over {
            return;
        }
        if let Event::Text(text)
        | Event::Refusal(text)
        | Event::Thinking(text)
        | Event::Arguments(text) = &event
        {
            self.written = self.written.saturating_add(text.len());
        }
        match event {
            Event::Start { ref usage, .. } => {
                if usage.input.is_some() {
                    self.prompt = None;
                }
                sink(event);
            }
            Event::Text(text) if self.reading => self.read(&text, sink),
            Event::Open(opened) => {
                self.reading = opened == Opened::Text;
                sink(Event::Open(opened));
            }
            Event::Close => {
                if !self.held.is_empty() {
                    sink(Event::Text(Text::plain(&self.held)));
                    self.held.clear();
                }
                self.reading = false;
                sink(Event::Close);
            }
            event => sink(event),
        }
    }

    fn read(&mut self, text: &Text<'_>, sink: &mut impl FnMut(Event<'_>)) {
        self.held.push_str(&text.to_plain());
        let found = self
            .stops
            .iter()
            .filter_map(|stop| Some((self.held.find(stop)?, stop)));
        // The first that is complete; of two that end at one place, the one that began before the other.
        if let Some((at, stop)) = found.min_by_key(|(at, stop)| (at + stop.len(), *at)) {
            if at > 0 {
                sink(Event::Text(Text::plain(&self.held[..at])));
            }
            sink(Event::Close);
            sink(Event::Stop {
                stop: Stop::Sequence(Some(Text::plain(stop))),
                usage: Usage {
                    input: self.prompt,
                    output: Some(estimate::tokens(self.written)),
                    ..Usage::default()
                },
            });
            sink(Event::End);
            self.over = true;
            self.held.clear();
            return;
        }
        let keep = self
            .stops
            .iter()
            .map(|stop| overlap(&self.held, stop))
            .max();
        let said = self.held.len() - keep.unwrap_or(0);
        if said > 0 {
            sink(Event::Text(Text::plain(&self.held[..said])));
            self.held.drain(..said);
        }
    }
}

/// How many bytes at the end of `text` are the beginning of `stop`.
fn overlap(text: &str, stop: &str) -> usize {
    (1..stop.len().min(text.len() + 1))
        .rev()
        .filter(|len| stop.is_char_boundary(*len))
        .find(|len| text.ends_with(&stop[..*len]))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a client hears of `pieces`, and whether the answer was cut, by which stop.
    fn heard(stops: &[&str], pieces: &[&str]) -> (String, Option<String>) {
        let stops: Vec<_> = stops.iter().map(|stop| Text::plain(stop)).collect();
        let (mut text, mut cut) = (String::new(), None);
        let mut until = Until::new(&stops, 0).unwrap();
        let mut sink = |event: Event<'_>| match event {
            Event::Text(piece) => text.push_str(&piece.to_plain()),
            Event::Stop {
                stop: Stop::Sequence(Some(stop)),
                ..
            } => cut = Some(stop.to_plain().into_owned()),
            _ => {}
        };
        until.push(Event::Open(Opened::Text), &mut sink);
        for piece in pieces {
            until.push(Event::Text(Text::plain(piece)), &mut sink);
        }
        until.push(Event::Close, &mut sink);
        assert_eq!(until.is_over(), cut.is_some());
        (text, cut)
    }

    #[test]
    fn an_answer_ends_where_the_first_stop_begins() {
        let cut = |stop: &str| Some(stop.to_owned());
        for (stops, pieces, text, by) in [
            (vec!["END"], vec!["one EN", "D two"], "one ", cut("END")),
            (vec!["END"], vec!["one EN", "CORE"], "one ENCORE", None),
            (vec!["END"], vec!["one EN"], "one EN", None),
            (vec!["b", "ab"], vec!["x", "a", "b"], "x", cut("ab")),
            (vec!["a", "ab"], vec!["xab"], "x", cut("a")),
            (vec!["aab"], vec!["a", "a", "a", "b"], "a", cut("aab")),
            (vec!["\n\n"], vec!["x\n", "\ny"], "x", cut("\n\n")),
            (vec!["é"], vec!["caf", "é!"], "caf", cut("é")),
        ] {
            assert_eq!(heard(&stops, &pieces), (text.to_owned(), by), "{pieces:?}");
        }
        assert!(Until::new(&[Text::default()], 0).is_none());
    }

    #[test]
    fn a_cut_answer_says_about_what_was_used() {
        for (counted, read) in [(None, Some(70)), (Some(66), None)] {
            let mut until = Until::new(&[Text::plain("STOP")], 70).unwrap();
            let mut used = None;
            let usage = Usage {
                input: counted,
                ..Usage::default()
            };
            for event in [
                Event::Start {
                    id: "i".into(),
                    model: "m".into(),
                    usage,
                },
                Event::Open(Opened::Thinking),
                Event::Thinking(Text::plain("Let me think.")),
                Event::Close,
                Event::Open(Opened::Text),
                Event::Text(Text::plain("The answer is STOP")),
            ] {
                until.push(event, &mut |event| {
                    if let Event::Stop { usage, .. } = event {
                        used = Some((usage.input, usage.output));
                    }
                });
            }
            // 31 bytes, four to a token.
            assert_eq!(used, Some((read, Some(8))));
        }
    }

    #[test]
    fn only_text_is_looked_at() {
        let mut until = Until::new(&[Text::plain("x")], 0).unwrap();
        let mut seen = 0;
        for event in [
            Event::Open(Opened::Thinking),
            Event::Thinking(Text::plain("x")),
            Event::Close,
            Event::Open(Opened::Call {
                id: "i".into(),
                name: "n".into(),
            }),
            Event::Arguments(Text::plain("x")),
            Event::Close,
        ] {
            until.push(event, &mut |_| seen += 1);
        }
        assert_eq!((seen, until.is_over()), (6, false));
    }

    proptest! {
        /// However an answer is cut into pieces, it ends at the same place, and nothing before it is lost.
        #[test]
        fn the_pieces_do_not_matter(text in "[abé]{0,24}", cuts in proptest::collection::vec(0usize..30, 0..6)) {
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| text.floor_char_boundary(cut)).collect();
            cuts.sort_unstable();
            let (mut pieces, mut at) = (Vec::new(), 0);
            for cut in cuts.into_iter().chain([text.len()]) {
                pieces.push(&text[at..cut]);
                at = cut;
            }
            let stops = ["aba", "éa"];
            let found = stops.iter().filter_map(|stop| Some((text.find(stop)?, *stop)));
            let first = found.min_by_key(|(at, stop)| (at + stop.len(), *at));
            let (said, by) = heard(&stops, &pieces);
            prop_assert_eq!(said, &text[..first.map_or(text.len(), |(at, _)| at)]);
            prop_assert_eq!(by.as_deref(), first.map(|(_, stop)| stop));
        }
    }
}
