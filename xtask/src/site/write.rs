//! Makes a folder hold exactly the files of a site.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Site;

/// Writes what is new or different and removes everything else below `folder`.
pub fn write(folder: &Path, site: &Site) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    remove_others(folder, "", site)?;
    for (path, content) in site {
        let file = folder.join(path);
        if fs::read(&file).is_ok_and(|present| present == *content) {
            continue;
        }
        let parent = file.parent().unwrap_or(folder);
        fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        fs::write(&file, content).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}

fn remove_others(folder: &Path, prefix: &str, site: &Site) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            let inside = format!("{path}/");
            if site.keys().any(|kept| kept.starts_with(&inside)) {
                remove_others(&entry.path(), &inside, site)?;
            } else {
                fs::remove_dir_all(entry.path())?;
            }
        } else if !site.contains_key(&path) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_an_earlier_build_do_not_survive() {
        let folder = std::env::temp_dir().join(format!("retort-write-{}", std::process::id()));
        let site =
            |paths: &[&str]| paths.iter().map(|path| (path.to_string(), b"x".to_vec())).collect::<Site>();
        write(&folder, &site(&["a.js", "old/b.js", "kept/c.js", "kept/old.js"])).expect("a temporary folder");
        write(&folder, &site(&["a.js", "kept/c.js"])).expect("a temporary folder");
        let present = ["a.js", "kept/c.js", "kept/old.js", "old"].map(|path| folder.join(path).exists());
        fs::remove_dir_all(&folder).expect("our own folder");
        assert_eq!(present, [true, true, false, false]);
    }
}
