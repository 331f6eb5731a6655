// Gradio's server ends the stream of answers when no event is pending. An event that joins at that very moment is told
// of on the next stream, but Gradio's client, which still believes this one to be open, opens none: the question would
// hang for ever. So the reply to a join is held back until the stream has told of that event, or has ended.
const LONGEST_HOLD = 5000; // ms
const send = window.fetch;
let stream = null; // the one that the client believes to be open

async function observe(opening) {
  const told = stream = new Set(); // events
  const end = () => { if (stream === told) stream = null; };
  const reply = await opening.catch((error) => { end(); throw error; });
  if (!reply.ok) end();
  if (!reply.body) return reply;
  const decoder = new TextDecoder();
  let rest = '';
  const observed = new TransformStream({
    transform(chunk, client) {
      rest += decoder.decode(chunk, { stream: true });
      for (const [, event] of rest.matchAll(/"event_id":\s*"(\w+)"/g)) told.add(event);
      rest = rest.slice(-100); // an id may be cut in two
      client.enqueue(chunk);
    },
  });
  reply.body.pipeTo(observed.writable).catch(() => {}).then(end);
  return new Response(observed.readable, reply);
}

async function hold(reply) {
  const { event_id: event } = await reply.clone().json();
  const latest = performance.now() + LONGEST_HOLD;
  while (stream && !stream.has(event) && performance.now() < latest) await new Promise((go) => setTimeout(go, 10));
  return reply;
}

window.fetch = async (resource, options) => {
  const { pathname } = new URL(resource.url ?? resource, location);
  if (pathname.endsWith('/queue/data')) return observe(send(resource, options));
  const reply = await send(resource, options);
  return pathname.endsWith('/queue/join') && reply.ok ? hold(reply) : reply;
};
