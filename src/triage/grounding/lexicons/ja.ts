import type { Lexicon } from '../lexicon.ts';

const DIGITS = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** Kanji numerals are read by place value in `numerals.ts`; listed here are those of the days and counts. */
function spell(value: number): readonly string[] {
  const hundreds = Math.floor(value / 100);
  const tens = Math.floor((value % 100) / 10);
  const ones = value % 10;
  const place = (count: number, name: string): string =>
    count === 0 ? '' : `${count === 1 ? '' : DIGITS[count]}${name}`;
  return [`${place(hundreds, '百')}${place(tens, '十')}${ones === 0 ? '' : DIGITS[ones]}`];
}

export const japanese: Lexicon = {
  language: 'ja',
  months: Array.from({ length: 12 }, () => []),
  ambiguousMonths: new Set(),
  monthIntro: '',
  weekdays: [['日曜'], ['月曜'], ['火曜'], ['水曜'], ['木曜'], ['金曜'], ['土曜']],
  dayWords: {},
  dayOf: '',
  dayMark: '',
  bareDay: null,
  spell,
  scales: { 千: 1000, 万: 10_000 },
  weakNumbers: new Set(),
  multiples: {},
  negation: '(?:ません|ない|なく|ではなく|ございません)',
  times: '回|度|重',
  units: {
    minute: '分(?:間)?',
    hour: '時間',
    business_day: '(?:銀行)?営業日',
    day: '日間|日(?=以内|後|前|ほど|程度|かか|分|以上)',
    week: '週間',
    month: '(?:か|ヶ|カ|ケ|箇)月(?:間)?',
    year: '年間|年(?=以内|後|前)',
  },
  fillers: '',
  percent: 'パーセント|割(?!引)',
  currencies: {
    '米ドル|アメリカドル': ['usd'],
    カナダドル: ['cad'],
    ドル: ['usd', 'cad', 'aud', 'nzd'],
    ユーロ: ['eur'],
    '英?ポンド': ['gbp'],
    円: ['jpy'],
    'スイスフラン|フラン': ['chf'],
  },
  hundredths: 'セント|ペンス',
  connectors: '〜|~|から|と|・|または',
  promises: [
    /(?:返金|払い戻|返還|訂正|修正|取り消|取消|キャンセル|解約)[^。！？\n]{0,12}(?:いたします|致します|します|させていただきます|させて頂きます|する予定|いたしますので)(?!か)/,
    /(?:返金|払い戻し|訂正)(?:手続きを)?(?:行います|進めます|お約束)/,
    /(?:必ず|確実に)[^。！？\n]{0,20}(?:返金|払い戻|訂正|解決)/,
    /保証(?:いたし|し)ます|お約束(?:いたし|し)ます/,
  ],
  arrivals: [
    /(?:返金|返金額|払い戻し|金額)[^。！？\n]{0,30}(?:受け取れます|届きます|反映されます|入金されます|振り込まれます)/,
    /お受け取り(?:いただけます|になれます)/,
  ],
  admissions: [
    /(?:誤って(?:ご?請求|課金|引き落)|余分(?:な|に)|過剰に?ご?請求|二重にご?請求|多く(?:ご?請求|お支払い)|(?:弊社|当社|こちら)の[^。！？\n]{0,12}(?:誤り|ミス|手違い|不備)|(?:請求|処理|計上)(?:に|は|の)(?:誤り|不備)|本来ご?請求すべきで)/,
  ],
  done: [
    /(?:返金|払い戻|返還)[^。！？\n]{0,14}(?:いたしました|致しました|しました|させていただきました|済み|完了(?!(?:いた)?して(?:おり|い)ません)|されました|されています|されております)/,
    /返金(?:の)?手続きを(?:行い|いたし|し)ました/,
  ],
};
