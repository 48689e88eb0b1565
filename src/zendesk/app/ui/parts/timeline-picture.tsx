import { getColor } from '@zendeskgarden/react-theming';
import styled from 'styled-components';
import type { TimelineEntry, TimelineObject } from '../../../../check/timeline.ts';

const LANES: readonly TimelineObject[] = ['invoice', 'charge', 'refund', 'credit_note', 'dispute'];
const WIDTH = 296;
const NAME_WIDTH = 82;
const LANE_HEIGHT = 24;
const AXIS_HEIGHT = 18;
const RADIUS = 5;
/** Closer than this, two marks would be taken for one. */
const APART = RADIUS * 2 + 2;

const Picture = styled.svg`
  display: block;
  width: 100%;
  max-width: 420px;
  font-size: 11px;

  text {
    fill: ${({ theme }) => getColor({ theme, variable: 'foreground.subtle' })};
  }

  line {
    stroke: ${({ theme }) => getColor({ theme, variable: 'border.default' })};
  }
`;

const Shape = styled.path<{ $marked: boolean }>`
  stroke-width: 1.5;
  stroke: ${({ theme, $marked }) =>
    getColor({ theme, variable: $marked ? 'foreground.danger' : 'foreground.subtle' })};
  fill: ${({ theme, $marked }) =>
    getColor({ theme, variable: $marked ? 'foreground.danger' : 'background.default' })};
`;

/** A lane for each kind of event, time from left to right; what a finding rests on is filled. */
export function TimelinePicture({
  entries,
  label,
  laneName,
  ends,
}: {
  entries: readonly TimelineEntry[];
  label: string;
  laneName: (object: TimelineObject) => string;
  ends: readonly [string, string];
}) {
  const lanes = LANES.filter((lane) => entries.some(({ object }) => object === lane));
  const height = lanes.length * LANE_HEIGHT + AXIS_HEIGHT;
  return (
    <Picture viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={label}>
      {lanes.map((lane, place) => (
        <g key={lane}>
          <text x={0} y={place * LANE_HEIGHT + LANE_HEIGHT / 2 + 4}>
            {laneName(lane)}
          </text>
          <line
            x1={NAME_WIDTH}
            x2={WIDTH}
            y1={place * LANE_HEIGHT + LANE_HEIGHT / 2}
            y2={place * LANE_HEIGHT + LANE_HEIGHT / 2}
          />
        </g>
      ))}
      {placed(entries, lanes).map(({ entry, x, y }) => (
        <Shape key={`${entry.object} ${entry.id}`} d={SHAPES[entry.object](x, y)} $marked={entry.at_issue} />
      ))}
      <text x={NAME_WIDTH} y={height - 4}>
        {ends[0]}
      </text>
      {ends[0] !== ends[1] && (
        <text x={WIDTH} y={height - 4} textAnchor="end">
          {ends[1]}
        </text>
      )}
    </Picture>
  );
}

interface Placed {
  readonly entry: TimelineEntry;
  readonly x: number;
  readonly y: number;
}

/** Where each event stands; what happened at once stands side by side. */
export function placed(entries: readonly TimelineEntry[], lanes: readonly TimelineObject[]): Placed[] {
  const times = entries.map(({ at }) => Date.parse(at));
  const from = Math.min(...times);
  const span = Math.max(...times) - from;
  const left = NAME_WIDTH + RADIUS + 1;
  const right = WIDTH - RADIUS - 1;
  return lanes.flatMap((lane, place) => {
    const own = entries.filter(({ object }) => object === lane);
    const xs = own.map(({ at }) =>
      span === 0 ? left : left + ((Date.parse(at) - from) / span) * (right - left),
    );
    return spread(xs, left, right).map((x, index) => ({
      entry: own[index] as TimelineEntry,
      x,
      y: place * LANE_HEIGHT + LANE_HEIGHT / 2,
    }));
  });
}

/** The places of a lane, in order, moved as little as needed to stand apart, as far as there is room. */
function spread(xs: readonly number[], left: number, right: number): number[] {
  const apart = Math.min(APART, (right - left) / Math.max(1, xs.length - 1));
  const moved: number[] = [];
  for (const x of xs) moved.push(Math.max(x, (moved.at(-1) ?? Number.NEGATIVE_INFINITY) + apart));
  let limit = right;
  for (let index = moved.length - 1; index >= 0; index -= 1) {
    moved[index] = Math.max(left, Math.min(moved[index] ?? left, limit));
    limit = (moved[index] ?? left) - apart;
  }
  return moved;
}

const r = RADIUS;
const SHAPES: Readonly<Record<TimelineObject, (x: number, y: number) => string>> = {
  charge: (x, y) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  invoice: (x, y) => `M${x - r + 0.5} ${y - r}h${2 * r - 1}v${2 * r}h${1 - 2 * r}z`,
  refund: (x, y) => `M${x} ${y - r - 1}l${r + 1} ${r + 1}l${-r - 1} ${r + 1}l${-r - 1} ${-r - 1}z`,
  credit_note: (x, y) => `M${x} ${y - r}l${r} ${2 * r}h${-2 * r}z`,
  dispute: (x, y) => `M${x} ${y + r}l${r} ${-2 * r}h${-2 * r}z`,
};
