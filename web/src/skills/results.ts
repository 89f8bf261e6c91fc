// SPDX-License-Identifier: GPL-3.0-or-later
// What skills answer, by kind, as it is shown. A result may have been kept by an older server or come through a language
// model's tool, so nothing of it is taken on trust: what is missing is empty, and what is not known is shown as it is.

interface Common {
  /** All of it as text: what is read out, copied and exported. */
  text: string;
  /** 0 to 1; null where the skill does not say. */
  confidence: number | null;
  /** How sure it is that this was meant, 0 to 1; null where nobody had to guess. */
  understood: number | null;
  /** What whoever reads it should know: that a part was left out, that something is not installed. */
  notices: string[];
}

/** A place in a text, in characters of Unicode, the end exclusive. */
export interface Span {
  start: number;
  end: number;
}

export interface Finding extends Span {
  found: string;
  /** Null: something is wrong, and what would be right is for a person to say. */
  correction: string | null;
  alternatives: string[];
  reason: string;
  rule: string;
  category: string;
}

export interface Corrections extends Common {
  kind: 'corrections';
  original: string;
  findings: Finding[];
  language: string;
}

export interface Summary extends Common {
  kind: 'summary';
  sentences: (Span & { text: string })[];
  bullets: boolean;
  phrases: string[];
  language: string;
  wordsBefore: number | null;
  wordsAfter: number | null;
}

export interface Sense {
  partOfSpeech: string;
  meaning: string;
  examples: string[];
  synonyms: string[];
  opposites: string[];
}

export interface Definition extends Common {
  kind: 'definition';
  /** What was asked for above all, of all meanings. */
  lead: { about: 'synonyms' | 'opposites'; words: string[] } | null;
  word: string;
  hyphenation: string;
  senses: Sense[];
  family: { word: string; partOfSpeech: string }[];
  suggestions: string[];
}

export interface Quiz extends Common {
  kind: 'quiz';
  question: { number: number; of: number; form: string; prompt: string; choices: string[]; hint: string } | null;
  feedback: { correct: boolean; almost: boolean; unclear: boolean; expected: string; note: string } | null;
  score: { correct: number; answered: number } | null;
  finished: boolean;
  /** How many words wait to be practised again. */
  due: number | null;
  /** Of all rounds so far. */
  progress: { words: number; known: number; asked: number; correct: number; hardest: string[] } | null;
}

export interface Calculation extends Common {
  kind: 'calculation';
  /** As it was understood. */
  expression: string;
  result: string;
  exact: boolean;
  steps: string[];
  alternatives: string[];
}

export interface Facts extends Common {
  kind: 'facts';
  title: string;
  subtitle: string;
  rows: { label: string; value: string; unit: string }[];
  source: string;
}

export interface Translation extends Common {
  kind: 'translation';
  translation: string;
  from: string;
  to: string;
  /** Words that stayed as they were. */
  unknown: string[];
}

export interface CodePart {
  part: string;
  meaning: string;
  span: Span | null;
}

export interface Code extends Common {
  kind: 'code';
  language: string;
  languageConfidence: number | null;
  action: string;
  problems: { line: number; column: number; reason: string }[];
  /** Null where it was not checked. */
  valid: boolean | null;
  formatted: string | null;
  parts: CodePart[];
}

export type PictureKind = 'ocr' | 'animals' | 'road-signs';

export interface Guessed {
  label: string;
  confidence: number;
}

export interface Found extends Common {
  kind: 'picture';
  app: PictureKind;
  id: string;
  width: number;
  height: number;
  label: string;
  top: Guessed[];
  boxes: (Guessed & { box: [number, number, number, number] })[];
  read: string;
}

export interface Choices extends Common {
  kind: 'choices';
  choices: { label: string; say: string }[];
}

/** One that this page does not know yet. */
export interface Other extends Common {
  kind: 'other';
  members: Raw;
}

export type Result =
  | Corrections
  | Summary
  | Definition
  | Quiz
  | Calculation
  | Facts
  | Translation
  | Code
  | Found
  | Choices
  | Other;

export type Raw = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown) => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
const numberOf = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : null);
const shareOf = (value: unknown) => {
  const share = numberOf(value);
  return share !== null && share >= 0 && share <= 1 ? share : null;
};
const countOf = (value: unknown) => Math.max(0, Math.trunc(numberOf(value) ?? 0));
const objectsOf = (value: unknown) => (Array.isArray(value) ? value.filter(isObject) : []);
const textsOf = (value: unknown) =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string' && one !== '') : [];

function spanOf({ start, end }: Raw): Span | null {
  const [from, to] = [numberOf(start), numberOf(end)];
  return from !== null && to !== null && from >= 0 && to >= from ? { start: from, end: to } : null;
}

const NOWHERE: Span = { start: 0, end: 0 };

type Body<K extends Result['kind']> = Omit<Extract<Result, { kind: K }>, keyof Common | 'kind'>;

function readCorrections(raw: Raw): Body<'corrections'> {
  const findings = objectsOf(raw.findings).flatMap((one): Finding[] => {
    const span = spanOf(one);
    if (!span) return [];
    const { correction } = one;
    return [{
      ...span,
      found: textOf(one.found),
      correction: typeof correction === 'string' ? correction : null,
      alternatives: textsOf(one.alternatives).filter((other) => other !== correction),
      reason: textOf(one.reason),
      rule: textOf(one.rule),
      category: textOf(one.category),
    }];
  });
  findings.sort((a, b) => a.start - b.start || a.end - b.end);
  return { original: textOf(raw.original), findings, language: textOf(raw.language) };
}

function readSummary(raw: Raw): Body<'summary'> {
  return {
    sentences: objectsOf(raw.sentences).map((one) => ({ text: textOf(one.text), ...(spanOf(one) ?? NOWHERE) })),
    bullets: raw.bullets === true,
    phrases: textsOf(raw.key_phrases),
    language: textOf(raw.language),
    wordsBefore: numberOf(raw.words_before),
    wordsAfter: numberOf(raw.words_after),
  };
}

function readDefinition(raw: Raw): Body<'definition'> {
  const { lead } = raw;
  return {
    lead: isObject(lead)
      ? { about: lead.about === 'opposites' ? 'opposites' : 'synonyms', words: textsOf(lead.words) }
      : null,
    word: textOf(raw.word),
    hyphenation: textOf(raw.hyphenation),
    senses: objectsOf(raw.senses).map((one) => ({
      partOfSpeech: textOf(one.part_of_speech),
      meaning: textOf(one.meaning),
      examples: textsOf(one.examples),
      synonyms: textsOf(one.synonyms),
      opposites: textsOf(one.opposites),
    })),
    family: objectsOf(raw.family).map((one) => ({ word: textOf(one.word), partOfSpeech: textOf(one.part_of_speech) })),
    suggestions: textsOf(raw.suggestions),
  };
}

function readQuiz(raw: Raw): Body<'quiz'> {
  const { question, feedback, score, progress } = raw;
  return {
    question: isObject(question)
      ? {
          number: countOf(question.number),
          of: countOf(question.of),
          form: textOf(question.form),
          prompt: textOf(question.prompt),
          choices: textsOf(question.choices),
          hint: textOf(question.hint),
        }
      : null,
    feedback: isObject(feedback)
      ? {
          correct: feedback.correct === true,
          almost: feedback.almost === true,
          unclear: feedback.unclear === true,
          expected: textOf(feedback.expected),
          note: textOf(feedback.note),
        }
      : null,
    score: isObject(score) ? { correct: countOf(score.correct), answered: countOf(score.answered) } : null,
    finished: raw.finished === true,
    due: numberOf(raw.due),
    progress: isObject(progress)
      ? {
          words: countOf(progress.words),
          known: countOf(progress.known),
          asked: countOf(progress.asked),
          correct: countOf(progress.correct),
          hardest: objectsOf(progress.hardest).map(({ word }) => textOf(word)).filter((word) => word !== ''),
        }
      : null,
  };
}

function readCalculation(raw: Raw): Body<'calculation'> {
  return {
    expression: textOf(raw.expression),
    result: textOf(raw.result),
    exact: raw.exact === true,
    steps: textsOf(raw.steps),
    alternatives: textsOf(raw.alternatives),
  };
}

function readFacts(raw: Raw): Body<'facts'> {
  return {
    title: textOf(raw.title),
    subtitle: textOf(raw.subtitle),
    rows: objectsOf(raw.rows).map((one) => ({ label: textOf(one.label), value: textOf(one.value), unit: textOf(one.unit) })),
    source: textOf(raw.source),
  };
}

function readTranslation(raw: Raw): Body<'translation'> {
  return {
    translation: textOf(raw.translation),
    from: textOf(raw.from),
    to: textOf(raw.to),
    unknown: textsOf(raw.unknown),
  };
}

function readCode(raw: Raw): Body<'code'> {
  return {
    language: textOf(raw.language),
    languageConfidence: numberOf(raw.language_confidence),
    action: textOf(raw.action),
    problems: objectsOf(raw.problems).map((one) => ({
      line: countOf(one.line),
      column: countOf(one.column),
      reason: textOf(one.reason),
    })),
    valid: typeof raw.valid === 'boolean' ? raw.valid : null,
    formatted: typeof raw.formatted === 'string' ? raw.formatted : null,
    parts: objectsOf(raw.parts).map((one) => ({ part: textOf(one.part), meaning: textOf(one.meaning), span: spanOf(one) })),
  };
}

const APPS: readonly string[] = ['ocr', 'animals', 'road-signs'];

const guessOf = (one: Raw): Guessed => ({ label: textOf(one.label), confidence: numberOf(one.confidence) ?? 0 });

function readFound(raw: Raw): Body<'picture'> | null {
  const app = textOf(raw.app);
  if (!APPS.includes(app)) return null;
  return {
    app: app as PictureKind,
    id: textOf(raw.id),
    width: countOf(raw.width),
    height: countOf(raw.height),
    label: textOf(raw.label),
    top: objectsOf(raw.top).map(guessOf),
    boxes: objectsOf(raw.boxes).flatMap((one) => {
      const box = Array.isArray(one.box) ? one.box.map(numberOf).filter((side) => side !== null) : [];
      return box.length === 4 ? [{ ...guessOf(one), box: box as [number, number, number, number] }] : [];
    }),
    read: textOf(raw.read),
  };
}

function readChoices(raw: Raw): Body<'choices'> {
  const choices = objectsOf(raw.choices).map((one) => ({ label: textOf(one.label), say: textOf(one.say) }));
  return { choices: choices.filter(({ say }) => say !== '').map(({ label, say }) => ({ label: label || say, say })) };
}

const READERS: { [K in Exclude<Result['kind'], 'other'>]: (raw: Raw) => Body<K> | null } = {
  corrections: readCorrections,
  summary: readSummary,
  definition: readDefinition,
  quiz: readQuiz,
  calculation: readCalculation,
  facts: readFacts,
  translation: readTranslation,
  code: readCode,
  picture: readFound,
  choices: readChoices,
};

/** What every result has, and is not shown again as something of its own. */
const COMMON: readonly string[] = ['kind', 'text', 'confidence', 'understood', 'notices'];

function fromText(output: unknown): unknown {
  if (typeof output !== 'string' || !output.trimStart().startsWith('{')) return output;
  try {
    return JSON.parse(output);
  } catch {
    return output;
  }
}

/** The result of a skill; null where it is none: a tool of another sort, or an error. */
export function readResult(output: unknown): Result | null {
  const raw = fromText(output);
  if (!isObject(raw) || typeof raw.kind !== 'string') return null;
  const common: Common = {
    text: textOf(raw.text),
    confidence: shareOf(raw.confidence),
    understood: shareOf(raw.understood),
    notices: textsOf(raw.notices),
  };
  const { kind } = raw;
  if (Object.hasOwn(READERS, kind)) {
    const body = READERS[kind as keyof typeof READERS](raw);
    if (body) return { kind, ...common, ...body } as Result;
  }
  const members = Object.fromEntries(Object.entries(raw).filter(([name]) => !COMMON.includes(name)));
  return { kind: 'other', ...common, members };
}
