//! How frames are packed: plain, each compressed for itself, or as one compressed stream.

use std::io::Write;

use axum::extract::ws::Message;
use flate2::write::ZlibEncoder;
use flate2::{Compress, Compression, FlushCompress};

/// How the frames of one connection are packed.
pub(super) enum Encoding {
    Plain,
    /// Each for itself, from the moment the bot asked for it when it identified.
    Payload,
    /// All as one stream, as the bot asked for in the address.
    Stream(Box<Compress>),
}

impl Encoding {
    /// What the address asks for.
    pub fn of(compress: Option<&str>) -> Self {
        match compress {
            Some("zlib-stream") => Encoding::Stream(Box::new(Compress::new(Compression::fast(), true))),
            _ => Encoding::Plain,
        }
    }

    /// Packs a frame.
    pub fn pack(&mut self, text: String) -> Message {
        match self {
            Encoding::Plain => Message::Text(text.into()),
            Encoding::Payload => {
                let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
                match encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish()) {
                    Ok(packed) => Message::Binary(packed.into()),
                    Err(_) => Message::Text(text.into()), // writing to memory does not fail
                }
            }
            Encoding::Stream(stream) => Message::Binary(pack_into(stream, text.as_bytes()).into()),
        }
    }
}

/// The next piece of a stream, up to a point to which a reader can read it.
fn pack_into(stream: &mut Compress, mut input: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(input.len() / 2 + 64);
    loop {
        let before = stream.total_in();
        if stream.compress_vec(input, &mut packed, FlushCompress::Sync).is_err() {
            return packed;
        }
        input = &input[(stream.total_in() - before) as usize..];
        if input.is_empty() && packed.len() < packed.capacity() {
            return packed;
        }
        packed.reserve(packed.capacity().max(64));
    }
}

#[cfg(test)]
mod tests {
    use flate2::{Decompress, FlushDecompress};

    use super::*;

    #[test]
    fn a_stream_can_be_read_frame_by_frame() {
        let mut encoding = Encoding::of(Some("zlib-stream"));
        let mut reader = Decompress::new(true);
        for text in ["{\"op\":10}".to_owned(), "x".repeat(100_000), (0..9_000).map(|i| i.to_string()).collect()] {
            let Message::Binary(packed) = encoding.pack(text.clone()) else { panic!("not packed") };
            assert!(packed.ends_with(&[0, 0, 0xff, 0xff]));
            let mut out = Vec::with_capacity(200_000);
            reader.decompress_vec(&packed, &mut out, FlushDecompress::Sync).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), text);
        }
    }
}
