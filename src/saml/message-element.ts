/**
 * One element of a received message, copied out of the parser: elements, attributes and text are all that the gate lets
 * through (gate-xml.ts), so nothing of the message is lost here and nothing of the parser outlives it.
 */
export interface MessageElement {
  /** Namespace URI; empty for none. */
  readonly namespace: string;
  /** Local name. */
  readonly name: string;
  /** By local name, or `{uri}name` for an attribute that has a namespace. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly MessageElement[];
  /** All character data directly inside, joined. */
  readonly text: string;
}

/** The children of that expanded name, in document order. */
export function childrenOf(parent: MessageElement, namespace: string, name: string): MessageElement[] {
  return parent.children.filter((child) => child.name === name && child.namespace === namespace);
}

/** The first child of that expanded name; the schema says where there can be but one. */
export function childOf(parent: MessageElement, namespace: string, name: string): MessageElement | undefined {
  return parent.children.find((child) => child.name === name && child.namespace === namespace);
}

/** An attribute without namespace, blanks around it removed as its schema type does (xmlschema-2 4.3.6 `collapse`). */
export function attributeOf(element: MessageElement, name: string): string | undefined {
  const value = element.attributes.get(name);
  return value === undefined ? undefined : trimBlanks(value);
}

/** Character data without the blanks that pretty-printing portals put around it. */
export function textOf(element: MessageElement): string {
  return trimBlanks(element.text);
}

/** The blanks of XML 1.0 2.3 alone; no expression, since `\s+$` takes 1.4 s on 60 kB of blanks inside. */
function trimBlanks(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isBlank(value, start)) start += 1;
  while (end > start && isBlank(value, end - 1)) end -= 1;
  return value.slice(start, end);
}

function isBlank(value: string, at: number): boolean {
  return ' \t\r\n'.includes(value.charAt(at));
}

/** `root` and all below it, in document order. */
export function* everyElement(root: MessageElement): Generator<MessageElement> {
  yield root;
  for (const child of root.children) yield* everyElement(child);
}
