import type { Sentence } from '../../language.ts';

export const notOwed: Sentence = (f) =>
  f.has('invoice_count') && f.count('invoice_count') > 1
    ? `そのため、請求書${f.count('invoice_count')}件で合計${f.money('amount')}を誤ってご請求しておりました。`
    : `そのため、${f.money('amount')}を誤ってご請求しておりました。`;

export const probablyNotOwed: Sentence = (f) =>
  `${f.money('amount')}のご請求が正しいものかどうかを確認しております。`;
