/**
 * What AWS KMS charges in US East (N. Virginia), in US dollars, as published in March 2026.
 *
 * Source: https://aws.amazon.com/kms/pricing/ (key storage, rotation since May 2024, requests by kind, free tier).
 */
export const PRICES = {
  region: "US East (N. Virginia)",
  published: "March 2026",
  /** A customer managed key for a month, prorated by the hour; each of its first two rotations adds as much. */
  keyMonth: 1,
  chargedRotations: 2,
  /** 10,000 requests of a kind. */
  requests: {
    "Symmetric and RSA 2048": 0.03,
    "Other asymmetric": 0.15,
    "ECC data key pairs": 0.1,
    "RSA data key pairs": 12,
  },
  /** Requests a month that are free, of the kind Symmetric, for the account as a whole. */
  freeRequests: 20_000,
} as const;

export type RequestKind = keyof typeof PRICES.requests;
