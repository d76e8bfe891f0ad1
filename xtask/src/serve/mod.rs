//! `cargo xtask serve`: builds, then serves the page on this machine.

mod http;
mod watch;

use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, RwLock};
use std::time::Instant;

use anyhow::{Context, Result};

use crate::build;
use crate::command::{command, run, seconds};
use crate::settings::{Engine, Settings};
use crate::site::Site;
use crate::site::collect::collect;
use crate::wasm;

pub struct Options {
    /// The first port to try.
    pub port: u16,
    /// Opens the page in the user's browser.
    pub open: bool,
    /// The site as it is in the source, built again after each change.
    pub dev: bool,
    pub engines: Vec<Engine>,
}

/// Serves until the process ends.
pub fn serve(settings: &Settings, options: &Options) -> Result<()> {
    let start = Instant::now();
    let site = if options.dev {
        build_dev(settings, &options.engines, true)?
    } else {
        build::make(settings, &options.engines)?.site
    };
    let listener = listen(options.port)?;
    let url = format!("http://{}/", listener.local_addr()?);
    println!("Built in {}. The page: {url}  (Ctrl+C ends)", seconds(start.elapsed()));
    let site = Arc::new(RwLock::new(Arc::new(site)));
    if options.open {
        open_browser(&url);
    }
    if options.dev {
        let served = Arc::clone(&site);
        std::thread::spawn(move || http::accept(&listener, &served));
        watch::watch(settings, &options.engines, &site)
    } else {
        http::accept(&listener, &site);
        Ok(())
    }
}

/// The site as it is in the source: not bundled, hashed or compressed.
fn build_dev(settings: &Settings, engines: &[Engine], rust_changed: bool) -> Result<Site> {
    if rust_changed {
        for engine in engines {
            wasm::build(settings, engine)?;
        }
        for module in &settings.module {
            wasm::build_module(settings, module)?;
        }
    }
    collect(settings, engines)
}

/// On `first` or the next free port after it. Only this machine is served.
fn listen(first: u16) -> Result<TcpListener> {
    const TRIES: u16 = 50;
    let ports = first..=first.saturating_add(TRIES);
    let mut tries = ports.map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)));
    tries
        .find_map(Result::ok)
        .with_context(|| format!("no free port from {first} upward; choose one with --port"))
}

/// A page that does not open by itself is no failure: its address has been printed.
fn open_browser(url: &str) {
    let mut opener = match std::env::consts::OS {
        "macos" => command("open", [url]),
        "windows" => command("cmd", ["/C", "start", url]),
        _ => command("xdg-open", [url]),
    };
    if let Err(error) = run(&mut opener) {
        println!("  {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_taken_is_passed_over() {
        let taken = listen(47_000).expect("a free port");
        let next = listen(taken.local_addr().expect("bound").port()).expect("a free port");
        assert!(next.local_addr().expect("bound").port() > taken.local_addr().expect("bound").port());
    }
}
