/**
 * What Segue promises today, as data. A promise stands here only when a test proves it: tests name the promise
 * they prove in their title, as `[promise: blocks-hold]`, and `promises.test.ts` fails on a promise that no test
 * names and on a name that is no promise.
 */
export interface ProductPromise {
  readonly id: string
  /** One sentence a user can hold us to. */
  readonly promise: string
  /** The file that keeps it, from the root of the repository. */
  readonly where: string
}

export const promises: readonly ProductPromise[] = [
  {
    id: 'nothing-lost',
    promise: 'What was acknowledged is there after a crash at any moment, once and in order.',
    where: 'src/adapters/sqlite/log-writer-database.ts',
  },
  {
    id: 'stored-once',
    promise:
      "An event sent again, by its listener and id, is accepted and stored once; another listener's is another.",
    where: 'src/adapters/sqlite/log-writer.ts',
  },
  {
    id: 'good-ones-taken',
    promise: 'A bad event or track is refused with the reason and never costs the good ones beside it.',
    where: 'src/log/intake.ts',
  },
  {
    id: 'full-disk',
    promise: 'A full disk is told as such; nothing acknowledged is lost, and it goes on when there is space.',
    where: 'src/adapters/sqlite/log-writer-failure.ts',
  },
  {
    id: 'honest-readiness',
    promise: 'A server that can store no event says so, with the reason, where load balancers ask.',
    where: 'src/log/journal.ts',
  },
  {
    id: 'answers-from-the-start',
    promise:
      'The port answers from the first moment of a start: what is done, how far it is, and when to ask again.',
    where: 'src/edges/http/waiting-app.ts',
  },
  {
    id: 'stops-whole',
    promise:
      'Stopping finishes the answers under way, and each connection is told that it closes before it does.',
    where: 'src/edges/http/listener.ts',
  },
  {
    id: 'old-logs-open',
    promise: 'Logs and decision records that an older Segue wrote can be read.',
    where: 'src/adapters/sqlite/log-writer-packing.ts',
  },
  {
    id: 'log-evolves',
    promise:
      'Events of an older form are read as if written today; of those that only a newer Segue knows, the ones that it marked are passed over, and any other stops the reader.',
    where: 'src/log/decode-event.ts',
  },
  {
    id: 'listener-redacted',
    promise:
      'A listener who is taken out leaves no byte of a name, session or decision in what is stored, and the crowd and all models count as before.',
    where: 'src/log/redact-event.ts',
  },
  {
    id: 'records-bounded',
    promise: 'Decision records take no more of the disk than was allowed, with all that they share.',
    where: 'src/adapters/sqlite/log-writer-words.ts',
  },
  {
    id: 'records-lent',
    promise:
      'A record on its way to the disk is changed by no other, and what records are carried in takes no more memory for it.',
    where: 'src/adapters/sqlite/lent-buffers.ts',
  },
  {
    id: 'one-process',
    promise: 'Two processes never write to one data folder; the second is told what to do.',
    where: 'src/adapters/sqlite/folder-lock.ts',
  },
  {
    id: 'states-apart',
    promise: "What is known of one is kept under nobody else's name, whatever ids are sent.",
    where: 'src/features/entity.ts',
  },
  {
    id: 'live-is-replay',
    promise: 'What the server knows of a listener is what folding the log again gives, bit for bit.',
    where: 'src/features/replay.ts',
  },
  {
    id: 'folded-once',
    promise: 'An event that the log hands over again is folded once.',
    where: 'src/features/create-features.ts',
  },
  {
    id: 'loaded-before',
    promise: 'What a request reads of listeners and what an event changes is loaded before, in one question.',
    where: 'src/surfaces/create-reads.ts',
  },
  {
    id: 'follower-told',
    promise:
      'What is counted behind the acknowledgement and falls behind or fails is told, and holds nobody up.',
    where: 'src/operations/assemble-services.ts',
  },
  {
    id: 'follower-folds-once',
    promise:
      'What is counted of everybody behind the acknowledgement misses no event and doubles none, wherever the process ends.',
    where: 'src/features/run-followers.ts',
  },
  {
    id: 'aggregates-whole',
    promise:
      'What requests are told of everybody is of the whole log: of no half of it, and of a track that comes back not without what was done meanwhile.',
    where: 'src/features/aggregates.ts',
  },
  {
    id: 'thread-shared',
    promise:
      'However much callers send, all of them together hold others up for no more than a turn of the thread, and who asks first begins first.',
    where: 'src/log/shared-turns.ts',
  },
  {
    id: 'flood-bounded',
    promise:
      'However many new names events bring, they never fill the memory: appends wait for the disk, then are told to come again.',
    where: 'src/log/journal.ts',
  },
  {
    id: 'paid-once',
    promise:
      'A recording of thousands of versions, a flood of events of one listener and a market that may hear little cost a pass over them once, and not with each event and request.',
    where: 'src/surfaces/listener/listener-views.ts',
  },
  {
    id: 'caches-bounded',
    promise: 'What is kept in memory to answer sooner stays within bounds, whatever is asked for.',
    where: 'src/surfaces/listener/listener-views.ts',
  },
  {
    id: 'damage-mended',
    promise:
      'Damage to what was worked out from the log is found and made again while the server runs; blocks hold meanwhile.',
    where: 'src/features/open-features.ts',
  },
  {
    id: 'damage-told',
    promise:
      'Damage to the log is found without anybody asking for what it hit, and told with what to do; nothing is let go of a damaged log.',
    where: 'src/adapters/sqlite/sqlite-event-log.ts',
  },
  {
    id: 'log-salvaged',
    promise:
      'Of a damaged log all that can be read is kept, each event at its place; a backup fills what is missing, and no more.',
    where: 'src/adapters/sqlite/salvage-log.ts',
  },
  {
    id: 'likes-hold',
    promise:
      'What was liked stays listed once, and can be played, for as long as any version of the recording is there.',
    where: 'src/surfaces/read-likes.ts',
  },
  {
    id: 'last-word-holds',
    promise: 'Of blocks and ratings the word taken last holds, whatever the clocks of the devices say.',
    where: 'src/features/latest-value.ts',
  },
  {
    id: 'training-apart',
    promise:
      'Models are trained beside the server: whatever becomes of a training, the server answers with the models it has.',
    where: 'src/adapters/processes/train-apart.ts',
  },
  {
    id: 'same-training',
    promise: 'Training again on the same log and catalogue gives the same bytes.',
    where: 'src/models/train-all.ts',
  },
  {
    id: 'changes-at-once',
    promise:
      'What the catalogue changes holds from the next request on, without the whole catalogue being laid out again.',
    where: 'src/surfaces/lay-out-tracks.ts',
  },
  {
    id: 'training-goes-on',
    promise:
      'A training that reads only what follows the last one gives the bytes of one that reads the whole log.',
    where: 'src/models/train-all.ts',
  },
  {
    id: 'sound-models-only',
    promise: 'A damaged model is never promoted; the version before goes on serving.',
    where: 'src/models/registry.ts',
  },
  {
    id: 'observed-bounded',
    promise:
      'What trainings keep of the log stays within bounds whatever ids are sent, and a training that cannot keep it publishes its models.',
    where: 'src/models/weakest.ts',
  },
  {
    id: 'one-training-serves',
    promise:
      'The models that serve are of one training, also after a crash or a full disk while they are promoted.',
    where: 'src/models/registry.ts',
  },
  {
    id: 'models-join',
    promise:
      'A Segue with one model more or less than the one before it serves with the others until it has trained.',
    where: 'src/operations/serving-models.ts',
  },
  {
    id: 'ranker-learns',
    promise:
      'A ranker is learnt behind the models, which serve whatever becomes of it, and ranks only where what is served with it won its gate: for who is known, while something plays.',
    where: 'src/operations/train-ranker.ts',
  },
  {
    id: 'models-bounded',
    promise:
      'Trained models take the space of the newest few versions; what serves and what served before it never goes.',
    where: 'src/models/remove-old-versions.ts',
  },
  {
    id: 'conservation',
    promise: 'Every candidate ends in exactly one place, with a reason that can be asked for.',
    where: 'src/pipeline/trace.ts',
  },
  {
    id: 'chance-has-a-number',
    promise:
      'Where a slate is drawn, its record says how probable each place was, and counted over many requests it is that.',
    where: 'src/surfaces/selectors/softmax-draw.ts',
  },
  {
    id: 'safe-filters',
    promise: 'Nothing is served past a filter that failed.',
    where: 'src/pipeline/engine.ts',
  },
  {
    id: 'degrades-in-words',
    promise:
      'A source, hydrator or scorer that fails or is late costs its part only, and the answer says so.',
    where: 'src/pipeline/engine.ts',
  },
  {
    id: 'own-catalogue',
    promise:
      'A decision is told with the tracks it was made of, never with those that have their keys elsewhere.',
    where: 'src/surfaces/decisions.ts',
  },
  {
    id: 'recipes-are-names',
    promise: 'What the same listeners are served is the same for as long as the recipe has its name.',
    where: 'src/surfaces/ask.ts',
  },
  {
    id: 'scores-are-read',
    promise:
      'What ranked a slate is in its record, with what it was made of; a ranker that fails ranks nothing, and the answer says so.',
    where: 'src/surfaces/hydrators/relevance.ts',
  },
  {
    id: 'recipes-replay',
    promise:
      'A decision is made again by the recipe that served it, whatever weights and stages serve by now.',
    where: 'src/surfaces/recipes/known-recipes.ts',
  },
  {
    id: 'recipes-are-checked',
    promise: 'A recipe that asks for what there is not is refused, with each place that is wrong and how.',
    where: 'src/surfaces/recipes/recipe.ts',
  },
  {
    id: 'replay',
    promise: 'Any answer can be made again from its record, byte for byte.',
    where: 'src/surfaces/decisions.ts',
  },
  {
    id: 'readings-replay',
    promise:
      'What is read once for an answer, such as which shelves a home has, is part of its record and not read again.',
    where: 'src/surfaces/readings.ts',
  },
  {
    id: 'rights-hold',
    promise:
      'What may not be served in a market, or at a moment, is served by no surface in no tier, and shown in no list of tracks, then and there.',
    where: 'src/domain/availability.ts',
  },
  {
    id: 'takedowns-hold',
    promise:
      'What an operator took down is served, found and played nowhere from the next request on, whatever is imported, until it is lifted.',
    where: 'src/catalog/takedowns.ts',
  },
  {
    id: 'readable-records',
    promise:
      'A record can be read without the code that made it, and stages that are not those that made it are found and named.',
    where: 'src/pipeline/layout.ts',
  },
  {
    id: 'blocks-hold',
    promise: 'A blocked artist, track or tag is on no surface from the next request on, guests included.',
    where: 'src/surfaces/filters/blocked.ts',
  },
  {
    id: 'blocks-leave-enough',
    promise:
      'Who blocks what nearly everybody plays is offered as many tracks as were asked for, of what is left among the first 4,000.',
    where: 'src/surfaces/candidate-generation/popular.ts',
  },
  {
    id: 'lists-mark',
    promise:
      'In a list that shows all there is, what you blocked or dislike is marked, passed over when all of it is played, and can be taken back.',
    where: 'src/surfaces/listed.ts',
  },
  {
    id: 'blocked-unnamed',
    promise:
      'What you block goes from the player at once, and nothing that stays there names it as its reason.',
    where: 'console/src/player/playback.ts',
  },
  {
    id: 'gone-unplayed',
    promise:
      'What was taken down goes from the player after a reload, when it is asked to sound, with the next answer and within about a minute, and the player says so; pressed on an old page, it takes the place of nothing that plays.',
    where: 'console/src/player/keeping-true.ts',
  },
  {
    id: 'last-choice-plays',
    promise: 'Of what a listener asks for one after another, the last plays, however late an answer comes.',
    where: 'console/src/player/choices.ts',
  },
  {
    id: 'pages-stay',
    promise:
      'Where the server can’t be reached, the app stays, plays on and says so, and tries again when asked.',
    where: 'console/src/router.tsx',
  },
  {
    id: 'limits-by-construction',
    promise:
      'Every pipeline that serves, in every tier of every surface, begins with the same limits, or does not compile.',
    where: 'src/surfaces/guarded.ts',
  },
  {
    id: 'blocks-follow-names',
    promise:
      'A block on an artist or a tag holds, and is taken back, under the new name when a library spells it otherwise.',
    where: 'src/catalog/renamings.ts',
  },
  {
    id: 'true-reasons',
    promise: 'Every item says in one true line why it is there.',
    where: 'src/surfaces/reasons.ts',
  },
  {
    id: 'welcome-home',
    promise:
      'A listener without a history gets a home of at least four shelves, where the catalogue fills them.',
    where: 'src/surfaces/home/plan-shelves.ts',
  },
  {
    id: 'no-recording-twice',
    promise: 'No recording is on a slate or a home twice, in whatever version.',
    where: 'src/surfaces/selectors/diversification.ts',
  },
  {
    id: 'no-song-twice',
    promise:
      'No song is on a slate or a home twice, in whatever recording; what plays, waits in the queue or was skipped does not come back as another one.',
    where: 'src/surfaces/track-index.ts',
  },
  {
    id: 'plays-on-spaced',
    promise: 'A radio plays no artist in more than a third of what is heard, however a player asks for it.',
    where: 'src/surfaces/selectors/diversification.ts',
  },
  {
    id: 'page-shared',
    promise:
      'No main artist has more than four tracks on all shelves of a home, where that many fill it with what the listener may be served.',
    where: 'src/surfaces/home/shelves.ts',
  },
  {
    id: 'rows-stay-various',
    promise:
      'What plays on keeps to what its listener plays, where that is twenty tracks of the last four months: no tag has more of forty places than its share of their plays and a quarter, as long as there are others.',
    where: 'src/surfaces/selectors/tag-row.ts',
  },
  {
    id: 'gone-seeds-lead',
    promise:
      'A radio whose start was taken down goes on in its style and by the taste of its listener, says so, and serves nothing of it.',
    where: 'src/surfaces/session/surface.ts',
  },
  {
    id: 'skips-bend',
    promise: 'A skip changes what follows, and the skipped track does not come back in its session.',
    where: 'src/surfaces/session/surface.ts',
  },
  {
    id: 'tier-named',
    promise: 'Every slate says which tier, recipe and models it came from.',
    where: 'src/surfaces/serve.ts',
  },
  {
    id: 'fullest-tier',
    promise:
      'Where little is left of what was served last, it is served only if the tier below has no more, and the answer says so.',
    where: 'src/surfaces/first-answer.ts',
  },
  {
    id: 'errors-advise',
    promise: 'Errors say what is wrong and what to do, and never quote what the caller must not see.',
    where: 'src/edges/http/problem.ts',
  },
  {
    id: 'typos-mended',
    promise: 'Search mends typing errors and says what it searched instead.',
    where: 'src/adapters/sqlite/sqlite-catalog-store-search.ts',
  },
  {
    id: 'exact-nearest',
    promise: 'The vector index gives what comparing every track would give, under any filter.',
    where: 'src/catalog/vector-index.ts',
  },
  {
    id: 'own-music',
    promise:
      'A folder of audio files or a table is read whatever its columns are called; bad rows are named.',
    where: 'src/adapters/files/read-library.ts',
  },
  {
    id: 'library-followed',
    promise:
      'A library is read again at each start: new files appear, deleted ones go, and a disk that is away deletes nothing.',
    where: 'src/catalog/libraries.ts',
  },
  {
    id: 'columns-told',
    promise: 'An import says which columns it used, guessed and ignored, and warns when artists are missing.',
    where: 'src/adapters/files/table-columns.ts',
  },
  {
    id: 'no-folder-made',
    promise: 'A folder that holds no data is named as such; only a command that fills it makes it.',
    where: 'src/edges/cli/data-folder.ts',
  },
  {
    id: 'tables-kept',
    promise:
      'A table that a command reads is not written over by it, and a file that was there stays as it was until the new one is whole.',
    where: 'src/edges/cli/write-whole.ts',
  },
  {
    id: 'simulated-marked',
    promise: 'Every event of a simulated listener says that it is simulated.',
    where: 'src/world/simulated-listening.ts',
  },
  {
    id: 'same-world',
    promise: 'The same seed tells the same world, and another seed another one.',
    where: 'src/world/generate-world.ts',
  },
  {
    id: 'keys-act-where-they-are',
    promise:
      'A key acts where the focus is and nowhere else; what a key took away leaves the focus beside it.',
    where: 'console/src/design/own-key.ts',
  },
  {
    id: 'told-in-plain-words',
    promise:
      'A listener is told in plain words that something is not there, with a way on and no call of a program.',
    where: 'console/src/failure-words.ts',
  },
  {
    id: 'told-as-it-is',
    promise:
      'What a person reads of a score is true whoever ranked: of a past that is not there nothing is said, a place is told as a place, and what is shown adds up.',
    where: 'console/src/decisions/told-score.ts',
  },
  {
    id: 'client-fits',
    promise: 'The published client has the types of the server, and its example runs.',
    where: 'client/src/schema.ts',
  },
  {
    id: 'api-documented',
    promise: 'What the API document says is what every operation answers, in every way it says.',
    where: 'src/edges/http/openapi.ts',
  },
]
