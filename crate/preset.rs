//! The named experiments of the menu.

/// A named experiment of the menu.
#[derive(Debug)]
pub struct Preset {
    /// Its name in texts and files.
    pub key: &'static str,
    /// Its link; values that it does not name are the defaults.
    pub link: &'static str,
}

/// Every preset, in menu order. The first one is the default experiment.
pub static PRESETS: &[Preset] = &[
    Preset { key: "dark-knowledge", link: "" },
    Preset { key: "teacher-as-labeller", link: "v=1&labels=100&unlabelled=1200&T=1" },
    Preset {
        key: "mnist",
        link: "v=1&data=mnist&labels=100&unlabelled=3900&teacher=dropout-cnn-16-32-64&student=mlp-16&T=2&steps=600\
               &tdata=4000&tepochs=4&tlr=0.004&tbatch=32",
    },
    Preset {
        key: "fashion",
        link: "v=1&data=fashion&labels=100&unlabelled=3900&teacher=dropout-cnn-16-32-64&student=mlp-16&T=1&steps=600\
               &tdata=4000&tepochs=4&tlr=0.004&tbatch=32",
    },
    Preset { key: "noisy-labels", link: "v=1&labels=300&noise=0.4&T=2" },
    Preset { key: "plenty-of-labels", link: "v=1&labels=1300&student=cnn-8-16" },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::open;
    use crate::spec::{ExperimentSpec, link};

    #[test]
    fn presets_are_sound_written_in_their_shortest_form_and_the_first_is_the_default() {
        for preset in PRESETS {
            let opened = open(preset.link);
            assert_eq!(opened.problems, [], "{}", preset.key);
            assert_eq!(link::write(&opened.spec), preset.link, "{}", preset.key);
        }
        assert_eq!(open(PRESETS[0].link).spec, ExperimentSpec::default());
    }
}
