/** Every value of `PRICE_SOURCE`, and the environment variables that hold that vendor's keys. */
export const sourceKeys = {
  yahoo: [],
  alpaca: ['ALPACA_KEY_ID', 'ALPACA_SECRET_KEY'],
  tiingo: ['TIINGO_TOKEN'],
  massive: ['MASSIVE_API_KEY'],
} as const satisfies Record<string, readonly string[]>;
