/** English words that say nothing about what a question is about: never evidence alone, nor a pair of them. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a an the this that these those i im ive me my mine you your yours we our ours us they them their he she his her it its
  is was were be been being am are do did does dont didnt doesnt did to of on in at for from with by as and or but if so
  then than there theres here what whats why how when where which who can cant could would should will wont shall may
  might must have has had havent hasnt hadnt not no yes just some any one out up off into over about please hello hi hey
  thanks thank need want like got get gets getting also still too very much many more most only own same other another
  while after before because again ever even go going went see seems think know using use used make made making doing
  something someone anything ago now today back`
    .split(/\s+/)
    .filter((word) => word !== ''),
);
