import { Type } from '@sinclair/typebox';

const LAST_EVENT_ID = Type.String({
  maxLength: 200,
  description: 'What Last-Event-ID does, for a first connection.',
});

export const ResumeQuery = Type.Object({ last_event_id: Type.Optional(LAST_EVENT_ID) });

export const ManyQuery = Type.Object({
  ids: Type.Optional(
    Type.String({
      pattern: '^[0-9a-fA-F]{24}(,[0-9a-fA-F]{24}){0,99}$',
      description: 'Up to 100 ids with commas between them.',
    }),
  ),
  tag: Type.Optional(
    Type.String({ pattern: '^[A-Za-z0-9_.:-]{1,64}$', description: 'Every conversion with this tag.' }),
  ),
  last_event_id: Type.Optional(LAST_EVENT_ID),
});

export const ResumeHeaders = Type.Object({
  'last-event-id': Type.Optional(
    Type.String({ maxLength: 200, description: 'Sent by EventSource by itself.' }),
  ),
});

export const ONE_DESCRIPTION = `Server-Sent Events; the id of each is the revision.
\`snapshot\` (the conversion) comes first, unless Last-Event-ID is current; then \`progress\` ({id, status, progress, stage,
attempt, eta_seconds?, updated_at}), at most four a second, the latest wins; at last \`completed\`, \`failed\` or \`cancelled\` (the
conversion), after which the stream ends; or \`deleted\` ({id}), where it was deleted meanwhile. A reader that has seen the
end and connects again gets 204.
A comment comes every 15 seconds. A reader that takes nothing is dropped; a connection lasts about ten minutes: EventSource
connects again by itself.`;

export const MANY_DESCRIPTION = `One connection for a whole page, because browsers allow six for each origin. The id of each event
is \`<conversion id>:<revision>\`. Every connection begins with a snapshot of each conversion: one Last-Event-ID cannot say
what was seen of the others.
With \`ids\`, a last event \`done\` follows once all have ended, and the stream ends; a reader that comes back with its id gets
204. With \`tag\`, the stream stays open and takes up conversions that are created later. \`deleted\` ({id}) says that one is gone.`;
