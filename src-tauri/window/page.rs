//! The window's process: it shows the page, and passes on what the page calls and what the app says. It knows nothing of
//! accounts, settings or requests.

mod app;

use std::{
    collections::HashMap,
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::value::{RawValue, to_raw_value};
use tauri::{
    Wry,
    ipc::{Invoke, InvokeBody, InvokeError, InvokeResolver, InvokeResponseBody},
};

pub(crate) use self::app::run;
use super::wire::{self, LONGEST_SAID, Said};
use crate::commands::Told;

/// What goes to the app.
#[derive(Clone)]
struct Voice(Arc<Mutex<dyn Write + Send>>);

impl Voice {
    /// Says something. It waits while the app does not read.
    fn say(&self, said: &Said) -> io::Result<()> {
        let line = wire::line(said, LONGEST_SAID)?;
        let mut output = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        output.write_all(&line)?;
        output.flush()
    }

    /// Says something to which nothing more can be done if the app is gone: this process ends then.
    fn mention(&self, said: &Said) {
        let _ = self.say(said);
    }
}

/// The page's calls that are not answered yet. The app takes no more than it can answer, and then saying one waits.
#[derive(Clone, Default)]
struct Calls(Arc<Mutex<Open>>);

#[derive(Default)]
struct Open {
    count: u64,
    resolvers: HashMap<u64, InvokeResolver<Wry>>,
}

impl Calls {
    /// Passes a call on. That the page may call it was checked against its capability before.
    fn pass_on(&self, voice: &Voice, invoke: Invoke<Wry>) {
        let Invoke {
            message, resolver, ..
        } = invoke;
        let arguments = match message.payload() {
            InvokeBody::Json(arguments) => to_raw_value(arguments).ok(),
            InvokeBody::Raw(_) => None,
        };
        let Some(arguments) = arguments else {
            return resolver.reject("The window asked in the wrong way.");
        };
        let id = self.open(resolver);
        let call = Said::Call {
            id,
            command: message.command().to_owned(),
            arguments,
        };
        if let Err(error) = voice.say(&call) {
            let why = match error.kind() {
                io::ErrorKind::InvalidData => "That is too long.",
                _ => "The app is quitting.",
            };
            self.answer(id, Err(why.to_owned()));
        }
    }

    fn open(&self, resolver: InvokeResolver<Wry>) -> u64 {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.count += 1;
        let id = open.count;
        open.resolvers.insert(id, resolver);
        id
    }

    /// Gives the page the answer to a call.
    fn answer(&self, id: u64, answer: Told<Box<RawValue>>) {
        let resolver = {
            let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            open.resolvers.remove(&id)
        };
        let Some(resolver) = resolver else {
            return;
        };
        match answer {
            Ok(document) => {
                resolver.respond(Ok(InvokeResponseBody::Json(document.get().to_owned())));
            }
            Err(why) => resolver.invoke_error(InvokeError::from(why)),
        }
    }
}
