//! `.gz` and `.br` beside each file, for hosts that send them as they are.

use std::io::Write as _;
use std::thread;

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::Site;

/// Files of these kinds are compressed already.
const COMPRESSED: &[&str] = &["gz", "br", "png", "jpg", "webp", "avif", "woff2", "zip"];

/// Whether another round of compression can make the file smaller.
pub fn is_compressible(path: &str) -> bool {
    path.rsplit_once('.').is_none_or(|(_, extension)| !COMPRESSED.contains(&extension))
}

/// Returns the `.gz` and `.br` files for all compressible files of `site`. The same input gives the same bytes.
pub fn compress(site: &Site) -> Result<Site> {
    let mut files: Vec<_> = site.iter().filter(|(path, _)| is_compressible(path)).collect();
    // The largest first and dealt out in turn, so that no thread is left alone with the wasm of both engines.
    files.sort_by_key(|(_, content)| std::cmp::Reverse(content.len()));
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|first| {
                let share: Vec<_> = files.iter().skip(first).step_by(threads).collect();
                scope.spawn(move || {
                    let mut done = Vec::new();
                    for (path, content) in share {
                        done.push((format!("{path}.gz"), gzip(content)?));
                        done.push((format!("{path}.br"), brotli(content)?));
                    }
                    Ok(done)
                })
            })
            .collect();
        let mut compressed = Site::new();
        for worker in workers {
            let done: Result<Vec<_>> = worker.join().expect("compressing does not panic");
            compressed.extend(done?);
        }
        Ok(compressed)
    })
}

/// As `gzip -9`, without name and time.
pub fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    const BUFFER: usize = 4096;
    const QUALITY: u32 = 11;
    const WINDOW: u32 = 22;
    let mut encoder = brotli::CompressorWriter::new(Vec::new(), BUFFER, QUALITY, WINDOW);
    encoder.write_all(content)?;
    Ok(encoder.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn what_is_compressed_comes_back() {
        let text = "Knowledge distillation. ".repeat(100).into_bytes();
        let site = Site::from([("a.js".to_string(), text.clone()), ("b.gz".to_string(), text.clone())]);
        let compressed = compress(&site).expect("compressed in memory");
        assert_eq!(compressed.keys().collect::<Vec<_>>(), ["a.js.br", "a.js.gz"]);

        let mut back = Vec::new();
        flate2::read::GzDecoder::new(&compressed["a.js.gz"][..]).read_to_end(&mut back).expect("gzip");
        assert_eq!(back, text);
        back.clear();
        brotli::Decompressor::new(&compressed["a.js.br"][..], 4096).read_to_end(&mut back).expect("brotli");
        assert_eq!(back, text);
    }

    #[test]
    fn compressing_twice_gives_the_same_bytes() {
        let site = Site::from([("a.js".to_string(), vec![7; 1000]), ("b.wasm".to_string(), vec![1, 2, 3])]);
        assert_eq!(compress(&site).expect("in memory"), compress(&site).expect("in memory"));
    }
}
