//! One spoken digit: who says it, how, and over what noise.

use std::process::Command;

use anyhow::{Context, Result, bail};

/// Samples a second of espeak-ng.
pub const RATE: f64 = 22_050.0;

/// A language with its voices.
pub struct Language {
    /// Begins the names of the files.
    pub name: &'static str,
    /// Of every choice.
    pub seed: u64,
    /// The digits as espeak-ng is to read them.
    words: [&'static str; 10],
    /// Accents.
    voices: &'static [&'static str],
}

/// Both languages. Mandarin is written in pinyin with tones: characters need a dictionary that Debian leaves out.
pub static LANGUAGES: &[Language] = &[
    Language {
        name: "spoken-english",
        seed: 1,
        words: ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
        voices: &["en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbclan", "en-029"],
    },
    Language {
        name: "spoken-mandarin",
        seed: 2,
        words: ["ling2", "yi1", "er4", "san1", "si4", "wu3", "liu4", "qi1", "ba1", "jiu3"],
        voices: &["cmn-latn-pinyin"],
    },
];

/// Variants of espeak-ng's voices: throats, mostly. No speaker of the first list speaks in the test.
static TRAINING: &[&str] = &[
    "m1", "m3", "m4", "m6", "m7", "f1", "f3", "f5", "Alex", "Andy", "Gene", "Lee", "Mike", "adam", "belinda",
    "boris", "david", "grandma", "iven", "klatt", "klatt3", "linda", "max", "paul", "rob", "shelby", "steph",
    "zac",
];
static TEST: &[&str] =
    &["m2", "m5", "m8", "f2", "f4", "Alicia", "Michael", "edward", "grandpa", "klatt2", "robert", "victor"];

/// SplitMix64 (Steele, Lea & Flood 2014), so that the files can be made again.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `least` to `most`.
    pub fn between(&mut self, least: f64, most: f64) -> f64 {
        least + (most - least) * (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, count: usize) -> usize {
        self.between(0.0, count as f64) as usize
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// See the module.
pub struct Utterance {
    word: &'static str,
    voice: &'static str,
    variant: &'static str,
    pitch: u32,
    words_a_minute: u32,
    /// Loudness of the noise below that of the speech, in decibels.
    noise: f64,
    /// How dark the noise is: weight of the sample before in each sample, 0 for white noise.
    darkness: f64,
}

impl Utterance {
    /// A digit said by somebody of this part.
    pub fn draw(language: &Language, part: &str, digit: usize, chance: &mut Chance) -> Self {
        let variants = if part == "train" { TRAINING } else { TEST };
        Self {
            word: language.words[digit],
            voice: language.voices[chance.below(language.voices.len())],
            variant: variants[chance.below(variants.len())],
            pitch: chance.between(15.0, 85.0) as u32,
            words_a_minute: chance.between(120.0, 230.0) as u32,
            noise: chance.between(0.0, 18.0),
            darkness: chance.between(0.0, 0.95),
        }
    }

    pub fn speaker(&self) -> String {
        format!("{}+{}", self.voice, self.variant)
    }

    /// The sound with its noise, `length` samples, without the silence at both ends.
    pub fn sound(&self, length: usize, chance: &mut Chance) -> Result<Vec<f64>> {
        let (pitch, speed) = (self.pitch.to_string(), self.words_a_minute.to_string());
        let speaker = self.speaker();
        let output = Command::new("espeak-ng")
            .args(["-v", &speaker, "-p", &pitch, "-s", &speed, "--stdout", self.word])
            .output()
            .context("cannot start espeak-ng: is it installed? (apt-get install espeak-ng)")?;
        // A header of 44 bytes, then 16-bit samples; the length in the header is not filled in.
        let Some(samples) = output.stdout.get(44..).filter(|_| output.status.success()) else {
            bail!("espeak-ng does not speak as {speaker}: {}", String::from_utf8_lossy(&output.stderr));
        };
        let samples: Vec<f64> =
            samples.as_chunks::<2>().0.iter().map(|&pair| f64::from(i16::from_le_bytes(pair))).collect();
        let loudest = samples.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
        let loud = |x: &f64| x.abs() > 0.02 * loudest;
        let (Some(first), Some(last)) = (samples.iter().position(loud), samples.iter().rposition(loud))
        else {
            bail!("espeak-ng says nothing as {speaker}");
        };
        Ok(self.with_noise(&samples[first..=last], length, chance))
    }

    /// The speech somewhere in that time, over noise of the utterance's loudness.
    fn with_noise(&self, speech: &[f64], length: usize, chance: &mut Chance) -> Vec<f64> {
        let speech = &speech[..speech.len().min(length)];
        let power = |x: &[f64]| x.iter().map(|x| x * x).sum::<f64>() / x.len() as f64;
        let mut before = 0.0;
        let mut sound: Vec<f64> = (0..length)
            .map(|_| {
                before = self.darkness * before + chance.between(-1.0, 1.0);
                before
            })
            .collect();
        let factor = (power(speech) / power(&sound)).sqrt() * 10f64.powf(-self.noise / 20.0);
        sound.iter_mut().for_each(|x| *x *= factor);
        let start = chance.below(length - speech.len() + 1);
        sound[start..].iter_mut().zip(speech).for_each(|(x, s)| *x += s);
        sound
    }
}
