//! Which layer of the teacher each layer of a student follows.

/// A rule for any pair of depths, or a list for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LayerMap {
    /// Evenly spread, ending with the teacher's last layer: student layer m of S follows teacher layer m * L / S
    /// (Jiao et al. 2020, section 4.2, g(m)).
    Uniform,
    /// The first layers.
    First,
    /// The last layers.
    Last,
    /// The teacher's layer, counted from 1, for each layer of the student.
    Custom(Vec<u8>),
}

/// Most layers that a list may name.
const MOST: usize = 12;

impl LayerMap {
    /// What a link may say, for messages.
    pub const ALLOWED: &'static str =
        "uniform, first, last, or the teacher's layers joined by -, such as 2-4";

    /// Reads what [`Display`](std::fmt::Display) writes.
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "uniform" => Some(Self::Uniform),
            "first" => Some(Self::First),
            "last" => Some(Self::Last),
            list => {
                let layers: Option<Vec<u8>> = list
                    .split('-')
                    .map(|part| part.parse().ok().filter(|&layer: &u8| (1..=99).contains(&layer)))
                    .collect();
                layers.filter(|layers| layers.len() <= MOST).map(Self::Custom)
            }
        }
    }

    /// For each of `student` layers the index, from 0, of the teacher's layer; none where a list has another length or
    /// names a layer that is not there, or the student is the deeper one.
    pub fn resolve(&self, student: usize, teacher: usize) -> Option<Vec<usize>> {
        if student == 0 || student > teacher {
            return None;
        }
        match self {
            Self::Uniform => Some((1..=student).map(|layer| layer * teacher / student - 1).collect()),
            Self::First => Some((0..student).collect()),
            Self::Last => Some((teacher - student..teacher).collect()),
            Self::Custom(layers) => {
                let fits =
                    layers.len() == student && layers.iter().all(|&layer| usize::from(layer) <= teacher);
                fits.then(|| layers.iter().map(|&layer| usize::from(layer) - 1).collect())
            }
        }
    }
}

impl std::fmt::Display for LayerMap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Uniform => write!(f, "uniform"),
            Self::First => write!(f, "first"),
            Self::Last => write!(f, "last"),
            Self::Custom(layers) => {
                let parts: Vec<_> = layers.iter().map(u8::to_string).collect();
                write!(f, "{}", parts.join("-"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_and_lists_name_layers_that_exist() {
        let resolve =
            |text: &str, student, teacher| LayerMap::read(text).expect(text).resolve(student, teacher);
        assert_eq!(resolve("uniform", 2, 4), Some(vec![1, 3]));
        assert_eq!(resolve("first", 2, 4), Some(vec![0, 1]));
        assert_eq!(resolve("last", 2, 4), Some(vec![2, 3]));
        assert_eq!(resolve("1-4", 2, 4), Some(vec![0, 3]));
        assert_eq!(resolve("1-5", 2, 4), None);
        assert_eq!(resolve("1-2-3", 2, 4), None);
        assert_eq!(resolve("uniform", 4, 2), None);
    }

    #[test]
    fn what_is_no_map_is_refused_and_maps_come_back() {
        for text in ["", "0-1", "2-", "a", "1-2-3-4-5-6-7-8-9-10-11-12-13", "300"] {
            assert_eq!(LayerMap::read(text), None, "{text}");
        }
        for text in ["uniform", "first", "last", "2-4"] {
            assert_eq!(LayerMap::read(text).map(|map| map.to_string()), Some(text.into()));
        }
    }
}
