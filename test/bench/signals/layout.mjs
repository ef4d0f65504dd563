// Tactical layouts from the bridge's first message: phases, links, and where the loops lie. Nothing here knows a scenario.
const GREEN = { G: 'protected', g: 'permitted' };
/** Metres per standing car, and a speed at which cars approach a stop line. */
const CAR_M = 6.5;
const APPROACH_MPS = 11;
/** Seconds that a car loses while it gathers speed. */
const START_S = 2;

function loopsByLane(init) {
  const by = new Map();
  const users = new Map();
  for (const [id, loop] of Object.entries(init.loops)) {
    const key = `${loop.tls} ${loop.lane}`;
    by.set(key, [...(by.get(key) ?? []), { id, ...loop }]);
    const place = `${loop.kind} ${loop.on} ${loop.pos}`;
    users.set(place, (users.get(place) ?? 0) + 1);
  }
  return { by, share: (loop) => 1 / users.get(`${loop.kind} ${loop.on} ${loop.pos}`) };
}

function clearance(phases, yellow) {
  return phases.map((a) => phases.map((b) => ([...a].some((c, i) => GREEN[c] && !GREEN[b[i]]) ? yellow : 0)));
}

/**
 * Links by lane. From the network, because the bridge names one lane a link: where lanes side by side share a link, the others
 * would be missing.
 */
const linksByLane = (net, id) => [...(net.signals.get(id)?.linksByLane ?? [])].map(([lane, links]) => [lane, [...new Set(links)]]).toSorted(([, [a]], [, [b]]) => a - b);

/** One stream per link. */
const streamsOf = (links, phases) => links.map((link) => ({ green: phases.map((p) => GREEN[p[link]] ?? 'red') }));

/** Lanes of other signals that send traffic here, by lane. */
function feedersByLane(init, net, reachedFrom) {
  const by = new Map();
  for (const junctionId of Object.keys(init.tls)) {
    for (const [laneId] of linksByLane(net, junctionId)) {
      for (const r of reachedFrom(net, laneId)) by.set(r.lane, [...(by.get(r.lane) ?? []), { junctionId, laneId, share: r.share, travelS: r.travelS + START_S }]);
    }
  }
  return by;
}

export function layoutsOf(init, net, reachedFrom) {
  const feeders = feedersByLane(init, net, reachedFrom);
  const { by, share } = loopsByLane(init);
  return Object.entries(init.tls).map(([id, tls]) => {
    return {
      id, stageIds: tls.phases.map((_, i) => String(i)), minGreenS: init.minGreen, clearanceS: clearance(tls.phases, init.yellow),
      lanes: linksByLane(net, id).map(([lane, links]) => {
        const loops = by.get(`${id} ${lane}`) ?? [];
        return {
          id: lane, streams: streamsOf(links, tls.phases), feeders: feeders.get(lane) ?? [],
          stopLoop: loops.find((l) => l.kind === 'stop')?.id ?? null,
          waitLoops: loops.filter((l) => l.kind === 'wait').map((l) => l.id),
          upstream: loops.filter((l) => l.kind === 'up').map((l) => ({ loopId: l.id, share: share(l), travelS: l.dist / APPROACH_MPS, storageVeh: l.dist / CAR_M })),
        };
      }),
    };
  });
}
