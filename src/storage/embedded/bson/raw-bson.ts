/** A document that is already BSON: a reply takes its bytes as they are. */
export class RawBson {
  constructor(readonly bytes: Uint8Array) {}
}
