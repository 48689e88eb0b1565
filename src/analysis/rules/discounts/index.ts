import type { Rule } from '../../rule.ts';
import { couponAppliedTwice } from './coupon-applied-twice.ts';
import { discountEnded } from './discount-ended.ts';
import { discountNotApplied } from './discount-not-applied.ts';

/** Rules about discounts and credits granted, in the order of the domain catalogue's rows. */
export const DISCOUNTS_RULES: readonly Rule[] = [discountNotApplied, couponAppliedTwice, discountEnded];
