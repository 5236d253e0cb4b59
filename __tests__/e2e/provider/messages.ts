/*
 * Messages of Terraform's plugin protocol 5 in protobuf's encoding, see
 * https://github.com/hashicorp/terraform/blob/v1.11.4/docs/plugin-protocol/tfplugin5.8.proto
 */

/**
 * Leaves of `GetProviderSchema.Response` what concerns some types. Terraform reads all of it at every
 * start, and most of its time goes into the 1,400 types that nobody here uses.
 */
export function schemaOf(types: ReadonlySet<string>, response: Buffer): Buffer {
  const resources = 2;
  const dataSources = 3;
  const ephemeralResources = 8;
  return fieldsOf(response, ({ number, start }) => {
    const isOfType = [resources, dataSources, ephemeralResources].includes(number);
    return !isOfType || types.has(keyOf(response, start));
  });
}

/** What of `Configure.Request` configures: a plan and an apply differ in what they can do besides. */
export function configurationOf(request: Buffer): Buffer {
  const clientCapabilities = 3;
  return fieldsOf(request, ({ number }) => number !== clientCapabilities);
}

interface Field {
  readonly number: number;
  /** Where its value begins. */
  readonly start: number;
  readonly end: number;
}

function fieldsOf(message: Buffer, keep: (field: Field) => boolean): Buffer {
  const kept: Buffer[] = [];
  for (let at = 0; at < message.length;) {
    const field = readField(message, at);
    if (keep(field)) kept.push(message.subarray(at, field.end));
    at = field.end;
  }
  return Buffer.concat(kept);
}

function readField(message: Buffer, at: number): Field {
  const tag = readVarint(message, at);
  const [number, wireType] = [tag.value >> 3, tag.value & 7];
  const value = readVarint(message, tag.end);
  if (wireType === 0) return { number, start: tag.end, end: value.end };
  if (wireType === 2) return { number, start: value.end, end: value.end + value.value };
  throw new Error(`these messages have no field of the wire type ${wireType}`);
}

/** The key of a map's entry, which is its first field. */
function keyOf(message: Buffer, at: number): string {
  const { start, end } = readField(message, at);
  return message.toString('utf8', start, end);
}

function readVarint(message: Buffer, at: number): { value: number; end: number } {
  let value = 0;
  for (let end = at; ; end += 1) {
    const byte = message.readUInt8(end);
    value += (byte & 0x7f) * 2 ** (7 * (end - at));
    if (byte < 0x80) return { value, end: end + 1 };
  }
}
