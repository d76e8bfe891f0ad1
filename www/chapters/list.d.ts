// The chapters' words as the site build writes them beside this file, from the Markdown of `chapters/`.

/** Text with emphasis, code, links, and places for measured numbers. */
export type Span =
  | string
  | { strong: Span[] }
  | { em: Span[] }
  | { code: string }
  | { link: Span[]; href: string }
  | { measure: string };

export type ChapterText = {
  title: string;
  paragraphs: Span[][];
  claim: Span[];
  questions: { question: Span[]; answer: Span[] }[];
  /** By `series.<key>`, `measure.<key>`, `point.<number>`, `axis`, `figure`. */
  names: { [key: string]: string };
};

export type ChapterEntry = {
  /** By language. */
  titles: { [language: string]: string };
  texts: { [language: string]: () => Promise<{ text: ChapterText }> };
  /** What was measured over several seeds, where the chapter has been run. */
  stored: URL | null;
};

export const chapters: { [key: string]: ChapterEntry };
