/** Bytes as the wire and people write them. */
export function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** Raises an Error for what is not base64. */
export function bytesOf(base64: string): Uint8Array {
  let binary: string;
  try {
    binary = atob(base64);
  } catch {
    throw new Error("Binary values are written in base64.");
  }
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
