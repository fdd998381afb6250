//! What was said in a conversation that was made up here.

use super::Said;
use crate::spelled::Spelled;
use crate::talk::{Call, Exchange, Part, Talk};

impl Talk {
    /// What is said in [`Talk::to_chat`], in order. Results stand in the order of their calls.
    pub(crate) fn said_in_chat(&self) -> Vec<Said> {
        self.said(|exchange| exchange.warning.as_ref(), |_| None)
    }

    /// What is said in [`Talk::to_messages`], in order, but for thoughts; pictures in results stand behind these.
    pub(crate) fn said_in_messages(&self) -> Vec<Said> {
        self.said(|_| None, |call| call.picture.as_ref())
    }

    /// What is said in [`Talk::to_responses`], in order, but for thoughts; pictures in results stand behind these.
    pub(crate) fn said_in_responses(&self) -> Vec<Said> {
        self.said(
            |exchange| exchange.warning.as_ref(),
            |call| call.picture.as_ref(),
        )
    }

    fn said(
        &self,
        warning: impl Fn(&Exchange) -> Option<&Spelled>,
        picture: impl Fn(&Call) -> Option<&String>,
    ) -> Vec<Said> {
        let system = |text: &Spelled| Said::System(text.plain.clone());
        let mut said: Vec<Said> = self.system.iter().map(system).collect();
        for exchange in &self.exchanges {
            said.extend(warning(exchange).map(system));
            said.extend(exchange.user.iter().map(part));
            said.extend(exchange.notice.as_ref().map(system));
            for round in &exchange.rounds {
                let calls = || round.calls.iter();
                said.extend(round.words.iter().map(assistant));
                said.extend(calls().map(|call| self.called(call)));
                said.extend(calls().map(result));
                let pictures = round.results().into_iter().filter_map(&picture);
                said.extend(pictures.cloned().map(Said::Media));
                said.extend(round.remark.iter().map(user));
            }
            said.extend(exchange.closing.iter().map(assistant));
        }
        said
    }

    fn called(&self, call: &Call) -> Said {
        Said::Call {
            id: call.id.plain.clone(),
            name: self.name_of(call).plain.clone(),
            arguments: call.arguments.clone(),
        }
    }
}

fn user(text: &Spelled) -> Said {
    Said::User(text.plain.clone())
}

fn assistant(text: &Spelled) -> Said {
    Said::Assistant(text.plain.clone())
}

fn part(part: &Part) -> Said {
    match part {
        Part::Text(text) => user(text),
        Part::Picture(_, data, _) | Part::Pdf(data, _) => Said::Media(data.clone()),
        Part::PictureAt(address) => Said::Media(address.plain.clone()),
    }
}

fn result(call: &Call) -> Said {
    Said::Result {
        call: call.id.plain.clone(),
        text: call.result.iter().map(|text| text.plain.as_str()).collect(),
    }
}
