/** An access key, as the SDK takes it. */
export interface AccessKey {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** Who signed in: `arn` is the principal that the access key belongs to. */
export interface SignedIn {
  accessKey: AccessKey;
  arn: string;
}

const SIGNED_IN = "strongroom-signed-in";
const REGION = "strongroom-region";

// sessionStorage ends with the browser's tab, and no other tab sees it.

export function readSignedIn(): SignedIn | null {
  const stored = sessionStorage.getItem(SIGNED_IN);
  return stored ? (JSON.parse(stored) as SignedIn) : null;
}

export function keepSignedIn(signedIn: SignedIn | null): void {
  if (signedIn) sessionStorage.setItem(SIGNED_IN, JSON.stringify(signedIn));
  else sessionStorage.removeItem(SIGNED_IN);
}

export function readRegion(): string | null {
  return sessionStorage.getItem(REGION);
}

export function keepRegion(region: string): void {
  sessionStorage.setItem(REGION, region);
}
