use super::item::{Item, Stage};
use super::response::{Ending, Head, response};
use crate::conversation::{Answer, Stop};
use crate::json::{Text, Writer};
use crate::responses::Delivery;

/// Writes a whole answer, made at `created` (seconds since 1970).
#[must_use]
pub fn encode_answer(delivery: &Delivery, answer: &Answer, created: u64) -> Vec<u8> {
    let head = Head::new(&answer.id, &answer.model, created);
    let blocks = answer.blocks.iter();
    let mut items: Vec<Item<'_>> = blocks
        .filter_map(|block| Item::of(block, delivery))
        .collect();
    let refused = |item: &Item<'_>| matches!(item, Item::Refusal(words) if !words.is_empty());
    let mut refused = items.iter().any(refused);
    if let Stop::Refusal(Some(why)) = &answer.stop
        && !refused
    {
        items.push(Item::Refusal(Text::borrowed(why)));
        refused = true;
    }
    let mut output = Vec::with_capacity(1024);
    for (index, item) in (0..).zip(&items) {
        if index > 0 {
            output.push(b',');
        }
        let id = head.item(item.prefix(), index);
        item.write(&id, Stage::Done, &mut Writer(&mut output));
    }
    let ending = Ending::of(&answer.stop, refused);
    let mut out = Vec::with_capacity(output.len() + 1024);
    let usage = Some(&answer.usage);
    response(&head, delivery, &ending, &output, usage, &mut out);
    out
}
