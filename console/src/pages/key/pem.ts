/** A public key in DER as PEM text (RFC 7468, section 13). */
export function pem(der: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...der));
  return ["-----BEGIN PUBLIC KEY-----", ...(base64.match(/.{1,64}/g) ?? []), "-----END PUBLIC KEY-----"].join("\n");
}
