/** The small part of the protocol-buffer wire format that writing a message needs. */
export class ProtobufWriter {
  private readonly parts: Uint8Array[] = [];
  private size = 0;

  /** Length-delimited field: bytes, string or nested message. */
  bytes(field: number, value: Uint8Array | string | ProtobufWriter): this {
    if (value instanceof ProtobufWriter) {
      this.tag(field, 2).varint(value.size);
      for (const part of value.parts) this.push(part);
      return this;
    }
    const data = typeof value === "string" ? new TextEncoder().encode(value) : value;
    return this.tag(field, 2).varint(data.byteLength).push(data);
  }

  /** Variable-length integer field; negative values take ten bytes as the format asks. */
  int(field: number, value: number | bigint): this {
    return this.tag(field, 0).varint(value);
  }

  float(field: number, value: number): this {
    const data = new Uint8Array(4);
    new DataView(data.buffer).setFloat32(0, value, true);
    return this.tag(field, 5).push(data);
  }

  finish(): Uint8Array {
    const out = new Uint8Array(this.size);
    let offset = 0;
    for (const part of this.parts) {
      out.set(part, offset);
      offset += part.byteLength;
    }
    return out;
  }

  private tag(field: number, wireType: number): this {
    return this.varint(field * 8 + wireType);
  }

  private varint(value: number | bigint): this {
    let rest = BigInt.asUintN(64, BigInt(value));
    const out: number[] = [];
    while (rest > 127n) {
      out.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    out.push(Number(rest));
    return this.push(Uint8Array.from(out));
  }

  private push(data: Uint8Array): this {
    this.parts.push(data);
    this.size += data.byteLength;
    return this;
  }
}
