//! Numbers: gradients beside finite differences in float64, what must not change a loss, and our kernels beside burn's own
//! operations at any size. All go over the registries by themselves: what is registered is covered.
//!
//! `RETORT_CASES=12` tries more of everything; `cargo xtask verify numbers` runs the long form.

mod agreement;
mod finite_differences;
mod invariances;
mod kernel_shapes;
mod scene;
mod slopes;
mod temperature;
