//! The browser that the tests drive: found on this machine, or installed where that is one quiet command.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::command::{command, run};

/// Names the browser for the tests; set by a user, it also overrules the search.
pub const VARIABLE: &str = "RETORT_BROWSER";

/// The path of a Chromium-like browser. On Debian as root it is installed when missing, with Chinese letters for the
/// screenshots; elsewhere the error says what to install.
pub fn ensure() -> Result<PathBuf> {
    if let Some(chosen) = env::var_os(VARIABLE) {
        return Ok(chosen.into());
    }
    if is_debian() && is_root() {
        install_on_debian()?;
    }
    find().with_context(|| {
        format!("no browser found: install Chromium, Chrome or Edge, or set {VARIABLE} to the path of one")
    })
}

/// The first browser of these names or at these places.
pub fn find() -> Option<PathBuf> {
    const NAMES: &[&str] = &[
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
        "microsoft-edge",
    ];
    const PLACES: &[&str] = &[
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    let named = NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    named.chain(PLACES.iter().map(PathBuf::from)).find(|path| path.is_file())
}

fn install_on_debian() -> Result<()> {
    const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
    if Path::new("/usr/bin/chromium").exists() && Path::new(FONT).exists() {
        return Ok(());
    }
    run(&mut command("apt-get", ["update", "-qq"]))?;
    let mut install = command(
        "apt-get",
        ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk", "fonts-liberation"],
    );
    run(install.env("DEBIAN_FRONTEND", "noninteractive"))
}

/// Firefox and WebKit for `cargo xtask verify`: installed on Debian as root, otherwise looked for by the script itself.
pub fn ensure_others() -> Result<()> {
    let present = ["/usr/bin/firefox-esr", "/usr/bin/WebKitWebDriver", "/usr/bin/xvfb-run"]
        .iter()
        .all(|program| Path::new(program).exists());
    if present || !is_debian() || !is_root() {
        return Ok(());
    }
    run(&mut command("apt-get", ["update", "-qq"]))?;
    // The driver's package brings the browser that is started.
    let mut install = command(
        "apt-get",
        [
            "install",
            "-y",
            "-qq",
            "--no-install-recommends",
            "firefox-esr",
            "webkit2gtk-driver",
            "xvfb",
            "xauth",
        ],
    );
    run(install.env("DEBIAN_FRONTEND", "noninteractive"))
}

/// Not Ubuntu, whose package of that name is a pointer to another store.
fn is_debian() -> bool {
    fs::read_to_string("/etc/os-release").is_ok_and(|text| text.lines().any(|line| line == "ID=debian"))
}

fn is_root() -> bool {
    let id = command("id", ["-u"]).output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
