/**
 * What a symbol is written with, in every vendor's way. `p`, `r` and `w` are suffixes of preferred
 * shares, rights and what is not issued yet.
 * https://www.nasdaqtrader.com/Trader.aspx?id=CQSSymbolConvention
 */
export const symbolPattern = /^[A-Z0-9^][A-Z0-9.=^&prw-]{0,19}$/;
