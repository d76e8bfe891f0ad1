//! Retort: knowledge distillation, trained live in the browser.
//!
//! ```text
//! spec --> data --> model --> method --> train --> metric --> chart --> web
//! (link)  (images) (Net)     (loss)     (steps)   (numbers)  (pixels)  (JavaScript)
//! ```
//!
//! A [`spec`] says everything that determines a run; a link is its written form. [`data`] gives images and chooses
//! the ones that students may use. [`model`] builds networks, [`method`] says what a student learns from, [`train`]
//! makes updates, one `step()` at a time. [`metric`] turns logits into scores, [`chart`] turns numbers into pixels.
//! [`session`] joins training and metrics for whoever drives them: the worker behind `web`, or the program `retort`.
//! [`experiment`] reads links and forms with the words of all registries, and `combination` says what cannot go together;
//! [`catalogue`] is the menu of it all, [`preset`] has the named ones. [`chapter`] turns experiments into measures beside claims; [`sweep`] lists the runs of an experiment at many
//! settings; [`benchmark`] runs models for a stopwatch.
//!
//! A module uses only modules to its left, and the helpers beside them: [`seed`], [`math`], [`game`] (Connect Four and its
//! search), [`device`] (the one place that chooses a burn backend, and the door through which numbers leave tensors) and [`engine`] (layers, losses and the optimiser; it names Flex to reach its kernels).
//! Everything but `web` runs natively, so a native test proves that the core knows no browser.

pub mod benchmark;
pub mod catalogue;
pub mod chapter;
pub mod chart;
mod combination;
pub mod data;
pub mod device;
pub mod engine;
pub mod experiment;
#[cfg(any(test, all(target_arch = "wasm32", not(feature = "system-allocator"))))]
mod free_lists;
pub mod game;
pub mod math;
pub mod method;
pub mod metric;
pub mod model;
pub mod preset;
pub mod seed;
pub mod session;
pub mod spec;
pub mod sweep;
pub mod train;
#[cfg(target_arch = "wasm32")]
pub mod web;

/// The worked examples of CONTRIBUTING.md compile and run.
#[cfg(doctest)]
#[doc = include_str!("../CONTRIBUTING.md")]
struct ContributingGuide;
