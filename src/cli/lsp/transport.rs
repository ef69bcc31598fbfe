//! Messages over standard input and output: `Content-Length` frames.
//!
//! A message that is no JSON is answered and passed over: one odd message must not end the server.

use std::io::{self, BufRead, Read, Write};
use std::sync::mpsc::Sender;

use lsp_server::Message;
use serde_json::{Value, json};

/// The longest message that is read, in bytes.
const LONGEST: usize = 256 << 20;

/// What comes in.
#[derive(Debug)]
pub(super) enum Incoming {
    /// A message.
    Message(Message),
    /// A frame whose content is no message; why.
    Odd(String),
}

/// Reads messages until the input ends or is no longer in frames.
pub(super) fn read_all(input: &mut impl BufRead, to: &Sender<Incoming>) {
    loop {
        let incoming = match frame(input) {
            Ok(Some(bytes)) => match serde_json::from_slice::<Message>(&bytes) {
                Ok(message) => Incoming::Message(message),
                Err(error) => Incoming::Odd(error.to_string()),
            },
            Ok(None) => return,
            Err(error) => {
                let _ = to.send(Incoming::Odd(error.to_string()));
                return;
            }
        };
        let is_exit = matches!(&incoming, Incoming::Message(Message::Notification(note)) if note.method == "exit");
        if to.send(incoming).is_err() || is_exit {
            return;
        }
    }
}

/// The content of the next frame; nothing at the end of the input.
fn frame(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        // a line that goes on and on is no header
        if input.by_ref().take(4096).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let header = String::from_utf8_lossy(&line);
        let header = header.trim_end_matches(['\r', '\n']);
        if header.is_empty() {
            if length.is_some() {
                break;
            }
            continue;
        }
        if let Some((name, value)) = header.split_once(':')
            && name.trim().eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse::<usize>().ok();
        }
    }
    let length = length.filter(|&length| length <= LONGEST);
    let length = length.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a message without end"))?;
    let mut bytes = Vec::new();
    let read = input.take(length as u64).read_to_end(&mut bytes)?;
    Ok((read == length).then_some(bytes))
}

/// Writes one message.
pub(super) fn write(output: &mut impl Write, message: &Message) -> io::Result<()> {
    message.write(output)
}

/// Answers a message that could not be read.
pub(super) fn write_parse_error(output: &mut impl Write, reason: &str) -> io::Result<()> {
    let message: Value = json!({"jsonrpc": "2.0", "id": null, "error": {"code": -32700, "message": reason}});
    let text = message.to_string();
    write!(output, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(input: &str, expected: &[Option<&str>]) {
        let (sender, receiver) = std::sync::mpsc::channel();
        read_all(&mut input.as_bytes(), &sender);
        drop(sender);
        let read: Vec<Option<String>> = receiver
            .iter()
            .map(|incoming| match incoming {
                Incoming::Message(Message::Notification(note)) => Some(note.method),
                Incoming::Message(other) => Some(format!("{other:?}")),
                Incoming::Odd(_) => None,
            })
            .collect();
        let read: Vec<Option<&str>> = read.iter().map(Option::as_deref).collect();
        assert_eq!(read, expected, "{input}");
    }

    fn framed(text: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{text}", text.len())
    }

    #[test]
    fn odd_messages_are_passed_over() {
        let good = framed(r#"{"jsonrpc":"2.0","method":"a"}"#);
        check(&format!("{good}{}{good}", framed("nonsense")), &[Some("a"), None, Some("a")]);
        check(&format!("{}{good}", framed("[1]")), &[None, Some("a")]);
        check("", &[]);
        check("Content-Length: 10\r\n\r\n{", &[]);
        check("Content-Length: 99999999999999\r\n\r\n{", &[None]);
        check(&format!("content-length:30\ncontent-type: x\n\n{}{good}", &good[22..]), &[Some("a"), Some("a")]);
    }

    #[test]
    fn exit_is_the_last() {
        let exit = framed(r#"{"jsonrpc":"2.0","method":"exit"}"#);
        check(&format!("{exit}{exit}"), &[Some("exit")]);
    }
}
