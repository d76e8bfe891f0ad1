//! `.gz` and `.br` beside each file, for hosts that send them as they are.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::thread;

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::Site;

/// Files of these kinds are compressed already.
const COMPRESSED: &[&str] = &["gz", "br", "png", "jpg", "webp", "avif", "woff2", "zip"];

/// Whether another round of compression can make the file smaller.
pub fn is_compressible(path: &str) -> bool {
    path.rsplit_once('.').is_none_or(|(_, extension)| !COMPRESSED.contains(&extension))
}

/// Bytes from which on a file is kept compressed: an engine takes a minute, and most builds have the one of before.
const WORTH_KEEPING: usize = 100_000;

/// Returns the `.gz` and `.br` files for all compressible files of `site`. The same input gives the same bytes. Large ones
/// are kept in the folder `kept`, named after the hash of their content.
pub fn compress(site: &Site, kept: &Path) -> Result<Site> {
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
                        done.push((format!("{path}.gz"), once(content, "gz", kept, gzip)?));
                        done.push((format!("{path}.br"), once(content, "br", kept, brotli)?));
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

/// What `pack` makes of a large file, from the folder where it has been made before.
fn once(content: &[u8], kind: &str, kept: &Path, pack: impl Fn(&[u8]) -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    if content.len() < WORTH_KEEPING {
        return pack(content);
    }
    let hash: String = Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
    let file = kept.join(format!("{hash}.{kind}"));
    if let Ok(found) = fs::read(&file) {
        return Ok(found);
    }
    let packed = pack(content)?;
    fs::create_dir_all(kept)?;
    // Whole or not at all, should the build be stopped.
    let half = kept.join(format!("{hash}.{kind}.{}", std::process::id()));
    fs::write(&half, &packed)?;
    fs::rename(half, file)?;
    Ok(packed)
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
        let compressed = compress(&site, Path::new("nowhere")).expect("compressed in memory");
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
        let large = vec![5; WORTH_KEEPING];
        let site = Site::from([("a.js".to_string(), vec![7; 1000]), ("b.wasm".to_string(), large)]);
        let kept = std::env::temp_dir().join(format!("retort-compress-{}", std::process::id()));
        let first = compress(&site, &kept).expect("our own folder");
        assert_eq!(fs::read_dir(&kept).expect("made").count(), 2);
        assert_eq!(first, compress(&site, &kept).expect("what was kept"));
        fs::remove_dir_all(&kept).expect("our own folder");
        assert_eq!(first, compress(&site, &kept).expect("anew"));
        fs::remove_dir_all(&kept).expect("our own folder");
    }
}
