type NamesIn<Text extends string> = Text extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

type CodeAndValues<Code, Text extends string> = [NamesIn<Text>] extends [never]
  ? { code: Code; values?: undefined }
  : { code: Code; values: Readonly<Record<NamesIn<Text>, string>> };

/** A code of a catalogue of sentences, with the values that its sentence names: `{{name}}`. */
export type Coded<Sentences extends Readonly<Record<string, string>>> = {
  [Code in keyof Sentences]: CodeAndValues<Code, Sentences[Code]>;
}[keyof Sentences];

/** The sentence with its values in their places. */
export function fillSentence(sentence: string, values: Readonly<Record<string, string>> = {}): string {
  return sentence.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
}
