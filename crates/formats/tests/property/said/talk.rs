//! What was said in a conversation that was made up here.

use super::Said;
use crate::talk::{Exchange, Part, Talk};

impl Talk {
    /// What is said, in order. Results stand in the order of their calls.
    pub(crate) fn said(&self) -> Vec<Said> {
        let system = self
            .system
            .iter()
            .map(|text| Said::System(text.plain.clone()));
        let mut said: Vec<Said> = system.collect();
        for exchange in &self.exchanges {
            self.hear(exchange, &mut said);
        }
        said
    }

    fn hear(&self, exchange: &Exchange, said: &mut Vec<Said>) {
        said.extend(exchange.user.iter().map(|part| match part {
            Part::Text(text) => Said::User(text.plain.clone()),
            Part::Picture(_, data, _) | Part::Pdf(data, _) => Said::Media(data.clone()),
            Part::PictureAt(address) => Said::Media(address.plain.clone()),
        }));
        said.extend(
            exchange
                .notice
                .iter()
                .map(|text| Said::System(text.plain.clone())),
        );
        for round in &exchange.rounds {
            said.extend(
                round
                    .words
                    .iter()
                    .map(|text| Said::Assistant(text.plain.clone())),
            );
            said.extend(round.calls.iter().map(|call| Said::Call {
                id: call.id.plain.clone(),
                name: self.name_of(call).plain.clone(),
                arguments: call.arguments.clone(),
            }));
            said.extend(round.calls.iter().map(|call| Said::Result {
                call: call.id.plain.clone(),
                text: call.result.iter().map(|text| text.plain.as_str()).collect(),
            }));
            said.extend(
                round
                    .remark
                    .iter()
                    .map(|text| Said::User(text.plain.clone())),
            );
        }
        said.extend(
            exchange
                .closing
                .iter()
                .map(|text| Said::Assistant(text.plain.clone())),
        );
    }
}
