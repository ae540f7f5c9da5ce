"""The words of neutral names: words that occur in any program and reveal nothing about a business.

A word in none of these sets never stays in a neutral name. A list of all industries is therefore not needed. The sets
were written by hand, from common names in libraries of algorithms, formats and infrastructure.
"""

from __future__ import annotations

VERBS = frozenset(
    (
        "accept acquire activate add adjust advance allocate allow analyze annotate append apply approximate assert "
        "assign attach average backup begin bind block broadcast build buffer cache calc calculate call cancel "
        "capture cast change check choose clamp classify clean cleanup clear clip clone close cluster collapse "
        "collect combine commit compare compile complete compress compute concat concatenate configure confirm "
        "connect construct consume convert copy count create cut deactivate decode decompress decorate decrease "
        "decrypt deduplicate define delete deserialize destroy detach detect determine disable discard disconnect "
        "dispatch display divide download draw drop dump duplicate edit emit enable encode encrypt enforce enqueue "
        "ensure enter enumerate escape estimate evaluate exclude execute exit expand expect export extend extract "
        "fail fetch fill filter finalize find finish fit fix flag flatten flush fold follow force format forward free "
        "freeze gather generate get give go group guess handle hash hide highlight hold identify ignore import "
        "include increase increment index infer init initialize inject insert inspect install interpolate intersect "
        "invert invoke iterate join keep label launch limit link list listen load locate lock log lookup loop make "
        "map mark match measure merge mock modify monitor mount move multiply mutate normalize notify observe open "
        "optimize overlay override pack pad parse partition pass patch pause perform pick plot poll pop populate post "
        "predict prepare preprocess print process propagate prune publish pull purge push put query queue raise rank "
        "read rebuild receive record reduce refresh register reject release reload remove rename render reorder "
        "repair repeat replace report request require reset reshape resize resolve restart restore restrict resume "
        "retrieve retry return reverse revert rewrite roll rotate round run sample sanitize save scale scan schedule "
        "search select send serialize set setup shift show shrink shuffle shutdown skip slice smooth solve sort split "
        "stack start stop store stream strip submit subscribe substitute subtract summarize sum suspend swap switch "
        "sync synchronize tag take tear test throttle toggle trace track train transfer transform translate transpose "
        "traverse trigger trim truncate unbind uninstall unlock unpack unregister unsubscribe unwrap update upgrade "
        "upload use validate verify visit wait walk warn watch weight wrap write zip analyse deserialise initialise "
        "normalise optimise sanitise serialise summarise synchronise abort adapt aggregate align amend archive "
        "arrange authenticate bypass calibrate chain cleanse coerce compose condense conform contain correct "
        "correlate crawl customize cycle decide decrement dedupe defer demote denormalize depend derive detail "
        "differentiate digest direct disassemble dismiss drain elevate embed encapsulate end enrich erase examine "
        "explain explore expose extrapolate factor fallback finalise fire fork guarantee impose impute inform inherit "
        "instantiate integrate intercept interpret interrupt introspect invalidate isolate issue justify lift "
        "localize lower manage materialize maximise maximize migrate minimise minimize mirror name navigate negate "
        "nest nullify obtain offset orient overwrite parametrize permute persist pin pivot position precompute "
        "prefill preload prepend preserve prevent preview proceed profile project prompt protect provide qualify "
        "quantify quantize quit reach rebase recalculate recalibrate recognize recommend recompute reconnect "
        "reconstruct recover recreate recur redirect refine regenerate reindex reinitialize relabel remap remember "
        "reorganize repack replicate repopulate reprocess reproject resample rescale rescan respect respond resync "
        "retain retrain reuse review revoke rewind satisfy scrape seed segment separate sequence shape simplify "
        "simulate sink slugify snapshot specify stage standardize stratify stringify stub suggest suppress sweep "
        "symbolize symmetrize terminate title tokenize touch unflatten unify unload unset unzip upsert utilize "
        "vectorize view warm weigh abandon accelerate accumulate acknowledge announce answer ask assemble assess "
        "attempt authorise await categorise categorize centralise circumvent coalesce collate conclude concretise "
        "conduct confine confront consolidate consult contrast correspond debug decompose delegate demonstrate "
        "deregister describe deselect diff discover dispose dissolve distinguish distribute eliminate engage enlarge "
        "enquire equalize establish exchange expire facilitate flip forget formalize glue guard harmonise harmonize "
        "hint humanize hydrate illustrate impersonate inactivate incorporate indent indicate inquire introduce "
        "investigate jump localise login logout mangle mask memoize multiplex narrow negotiate obey obscure occupy "
        "organise overload paginate paraphrase persuade prioritize produce prolong promote pronounce quote randomise "
        "randomize reactivate realign reallocate rearrange reassign rebin rebind reboot recast recheck reclaim recode "
        "recolor reconfigure redistribute redraw refer reformat refuse regroup regularize relate relax relocate "
        "reopen repaint reparent reposition reprint rerun reschedule resend retract revise revisit reword roundtrip "
        "schematize scroll sense shorten silence sketch slide specialise stabilize standardise stretch subset "
        "substantiate suffix surround synthesise synthesize tabulate tidy transcribe transmit tune tweak unarchive "
        "unassign unblock uncompress undo unescape unfold unfreeze unhide unlink unmark unpin unpublish unquote "
        "unroll unselect unserialize unstack untag unverify uppercase vary withdraw withhold"
    ).split()
)
"""Verbs at the beginning of a neutral function name."""

PREDICATES = frozenset("is has can should was are must may needs did does had were will meets".split())

# the plural with s belongs to each as well
_NOUNS = frozenset(
    (
        "access action adapter address alias angle annotation argument array aspect assertion attribute average axis "
        "backend backup bar base batch bin bit block body border bound boundary box branch buffer bucket builder "
        "button byte cache calculation calculator call callback candidate case category cell center chain change "
        "channel char character chart check checker child choice chunk class cleaner client cluster code coefficient "
        "collection collector color column combination command comment comparison component condition config "
        "configuration connection connector constant constraint container content context control controller "
        "conversion converter coordinate copy core count counter criterion cursor curve data database date day "
        "decoder decorator default degree delay delta dependency depth descriptor detail detector device diagram dict "
        "dictionary diff difference digest dimension direction directory dispatcher distance distribution document "
        "domain duration edge effect element encoder encoding end endpoint engine entity entry environment error "
        "estimate estimator evaluation evaluator event example exception expression extension extractor factor "
        "factory failure feature field figure file filter finder flag flow folder form format formatter formula frame "
        "fraction frequency function gap getter gradient graph group grouping guard handle handler hash head header "
        "height helper hint history hook host hour id ident identifier image index indicator info information input "
        "instance instruction integer interface interval iteration iterator item job json key kind label language "
        "layer layout leaf length letter level library limit line link list listener literal loader location lock log "
        "logger lookup loop manager map mapper mapping mark marker mask match matcher matrix maximum mean measure "
        "median memory menu message meta metadata method metric middle migration minimum minute mixin mode model "
        "modifier module monitor month name namespace neighbor network node noise note notice notification number "
        "object offset operation operator option outcome output package padding page pair parameter params parent "
        "parser part partition password path pattern peak percent percentage period phase phrase pipeline pivot "
        "placeholder plot plugin point pointer popup port position prefix preview priority probability problem "
        "procedure process processor profile progress projection prompt property protocol provider proxy quantile "
        "quantity query queue random range rank rate ratio reader reason receiver record reduction reference region "
        "registry relation remainder report repository representation request requirement resolver resource response "
        "result retry revision root rotation row rule runner sample scale scan schedule scheduler schema scope score "
        "screen script search second section segment selection selector sender separator sequence serializer series "
        "server service session set setting setter setup shape sheet sign signal signature similarity size slice slug "
        "snapshot socket solution solver sort source space span spec specification split stack stage standard start "
        "state statement statistic stats status step storage store strategy stream string structure style subset "
        "suffix sum summary symbol system tab table tag target task template term test text thread threshold time "
        "timeout timer timestamp title token tool topic total trace tracker transform transformation transition "
        "translation tree trigger tuple type unit update uri url user utility validation validator value variable "
        "variance variant vector version vertex view viewer visitor warning watcher week weight widget width window "
        "word worker wrapper writer xml year executor updater creator previewer maker importer exporter reducer "
        "optimizer installer renderer accumulation accuracy activation activity adjacency adjustment aggregate "
        "aggregation aggregator algorithm alignment allocation alternative amount analysis analyzer ancestor anchor "
        "app appearance application approximation archive area argmax association authentication authorization "
        "autocomplete availability backtrace badge band baseline basis behavior bias bitmask blob bookmark boolean "
        "bootstrap bracket breakdown breakpoint browser bundle calendar calibration canvas caption centroid checkbox "
        "checkpoint checksum choices circle classification classifier clause cleanup clock clone closure codec "
        "collision combinator compatibility compiler complexity composition compression computation concat confidence "
        "confirmation conflict conjunction connectivity consistency convergence cookie correlation cosine counterpart "
        "covariance coverage creation credential cutoff dashboard dataframe dataset datetime deadline declaration "
        "decomposition deduplication definition deletion delimiter denominator density derivative deserializer "
        "destination determinant deviation diagnostic diagonal dialog differential disjunction displacement divisor "
        "docs docstring download duplicate editor efficiency eigenvalue email embed embedding ending entropy enum "
        "enumeration envelope epoch equality equation estimation exclusion execution existence expiration exponent "
        "exposition extent extrapolation extrema fallback feedback fingerprint fixture fold font footer fragment "
        "framework generation geometry glyph grammar granularity grouper guess handling heading heatmap heuristic "
        "hierarchy histogram hit holder horizon hyperlink hyperparameter hypothesis icon identification identity "
        "implementation imputation inclusion increment inference initialization initializer insertion installation "
        "integral integration integrator intercept interpolation interpolator interpretation intersection inverse "
        "invocation isolation iterable kernel keypoint keyword lag lambda leaderboard legend lifecycle likelihood "
        "listing locale locator logic loglikelihood magnitude manifest markdown max measurement merge mesh milestone "
        "minimizer minmax mismatch moment multiplier mutation navigation neighborhood neighbour neighbours nesting "
        "norm normalization notation nullspace numerator objective observation occurrence operand optimization "
        "optimum ordering orientation origin outlier outline overflow overlap override overview pagination palette "
        "paragraph parametrization parity parsing partial pathway payload percentile perimeter permission permutation "
        "perspective pixel placement polygon polynomial popularity portion possibility precision predecessor "
        "predicate prediction predictor preference preparation presence preset prior projector propagation proportion "
        "pruning quality quantiles quartile quaternion quotient radius ramp ranking readme recommendation "
        "reconstruction recursion redirect regex regression regressor relationship relevance removal rendering "
        "reordering repetition replacement replica repo resampling reset residual residue resolution restart "
        "restriction retrieval reverse rounding roundtrip routine rows runtime sampler sampling scaling scatter "
        "scenario scorer scoring scroll seed segmentation semantics sensitivity sentence separation serialization "
        "severity shortcut shuffle sidebar simulation sine singleton skeleton slider slope smoothing snippet sorting "
        "spacing sparsity splitter stability stamp standardization stem stopwords strength strip stub subclass "
        "subgroup subplot subprocess subscript substitution substring subtask subtotal subtree successor suggestion "
        "suite superclass superset surface switch symmetry synchronization syntax tail tangent taxonomy tendency "
        "tensor terminal textbox theme thumbnail tick timedelta timeline timezone timing tolerance toolbar tooltip "
        "topology tracking training traversal trend triangle truncation tuning typing uncertainty underscore "
        "uniqueness usage utilization validity variation verb verification versioning viewport violation visibility "
        "visualization weekday weekend weighting whitespace wildcard workflow workspace wrapping yaml"
    ).split()
)
NOUNS = _NOUNS | {"args", "kwargs", "csv", "html", "pdf", "sql", "yaml", "http", "io", "api", "cli", "ui"}
"""Nouns that can be the head of a neutral name: its last word, which says what it is."""

MODIFIERS = frozenset(
    (
        "abstract active adjacent after aggregate all alternative any ascending async available avg bad base basic "
        "batch before best big binary bottom bounded cached closed closest common complete concurrent conditional "
        "constant context cumulative current custom daily dead deep default descending different direct dirty "
        "discrete distinct double dry duplicate dynamic each early effective empty enabled end even exact existing "
        "expected explicit external extra failed fast few final first fixed flat full fuzzy general generic global "
        "good hidden high hourly implicit inactive incomplete indirect initial inner input integer internal invalid "
        "inverse joint large last late latest lazy least left linear live local locked low lower main manual max "
        "maximum mean median min minimal minimum missing mixed monthly most multi multiple mutable named nearest "
        "nested new next nonzero not null num number numeric odd old optional ordered original other outer output "
        "overall parallel parent parsed partial pending periodic positive possible previous primary prev private "
        "public quick random raw ready recent recursive redundant regular relative remaining remote required reverse "
        "reversed right rolling root rough safe same secondary selected separate shallow shared signed simple single "
        "slow small smallest smooth soft sorted sparse special spherical static strict strong sub subsequent sum "
        "super symmetric sync temp temporary tmp text third time top total trailing transposed unbounded "
        "unconditional unique unknown unordered unsafe unsigned unsorted unused updated upper user valid variable "
        "virtual visible weak weekly weighted whole wide yearly zero absolute acceptable accumulated actual adaptive "
        "added additional adjusted aggregated aligned allowed annotated approximate assigned associated automatic "
        "auxiliary backward calculated categorical centered central changed checked circular clean clustered "
        "collected combined compact compatible compressed computed configured connected considered consistent "
        "constrained constructed continuous converged converted copied corrected corresponding created decoded "
        "defined deleted dependent derived detailed detected diagonal disabled displayed divided downloaded dummy "
        "eligible embedded encoded equal escaped estimated evaluated excess excluded executed expired explained "
        "exponential exported extended extracted fallback filtered finite fitted flexible formatted forward found "
        "frozen fully functional generated geometric given grouped harmonic hierarchical horizontal identical ignored "
        "immutable implied imported included incoming incremental independent indexed individual infinite initialized "
        "inserted installed integrated interactive intermediate interpolated invisible involved isolated iterative "
        "joined known latent leading learned legacy like linked listed loaded located logarithmic logical marked "
        "masked matched measured merged modified mutual native negative neutral normalized nullable observed obsolete "
        "offline ongoing online only optimal optimized orthogonal outgoing outstanding padded parametric passed "
        "passive permanent physical picked plain plotted predicted preferred prepared preprocessed present "
        "probabilistic processed processing produced proper proportional protected published queried ranked readable "
        "received recorded reduced registered rejected related released removed renamed rendered repeated replaced "
        "replicated reported represented requested reset resolved restricted returned reusable rounded running "
        "sampled saved scalar scaled scheduled selectable sent separated sequential shifted shown similar simulated "
        "sized skipped smoothed specific specified split squared stable stale standardized started statistical "
        "stepwise stochastic stopped stored structured submitted subscribed successful suggested summarized summed "
        "supported synthetic tagged temporal tentative tracked trained transformed transient translated triggered "
        "truncated typed uncertain undefined unfiltered unified uniform unnamed unspecified uploaded upstream usable "
        "used validated verified vertical viewed visited worst written"
    ).split()
)
"""Words before the head that say how, how many or which one."""

CONNECTIVES = frozenset("a an and as at by for from if in of on or the to with".split())
"""Function words, which also reveal nothing about a business."""


def is_generic(word: str) -> bool:
    """Whether a word (lower case) may stay in a neutral name, unless the settings make it a business word."""
    return word in VERBS or word in MODIFIERS or word in PREDICATES or is_noun(word)


def is_verb(word: str) -> bool:
    """Whether a word (lower case) at the beginning of a name is a verb."""
    return word in VERBS


def is_noun(word: str) -> bool:
    """Whether a word (lower case, singular or plural) can be the head of a neutral name."""
    return word in NOUNS or singular(word) in NOUNS


def singular(word: str) -> str:
    """Return the singular of a regular plural, or else the word itself: `entries` gives entry,
    `matches` gives match.
    """
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "sses", "xes", "ices")) and word[:-2] in NOUNS:
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def plural(word: str) -> str:
    """Return the plural of a noun in this module. A plural stays as it is."""
    if word in ("data", "params", "args", "kwargs", "stats", "info", "metadata", "series") or singular(word) != word:
        return word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("ch", "sh", "ss", "x")) else f"{word}s"


def agent(verb: str) -> str:
    """Return the noun for who or what does a verb: `parse` gives parser, `calculate` calculator, `run` runner."""
    if verb.endswith("ate"):
        return f"{verb[:-1]}or"
    if verb in _OR:
        return f"{verb.removesuffix('e')}or"
    if verb.endswith("e"):
        return f"{verb}r"
    if len(verb) > 2 and verb[-1] in "nptgmd" and verb[-2] in "aeiou" and verb[-3] not in "aeiou" and len(verb) < 5:
        return f"{verb}{verb[-1]}er"
    return f"{verb[:-1]}ier" if verb.endswith("y") and verb[-2] not in "aeiou" else f"{verb}er"


_OR = frozenset("select collect extract detect inspect visit compress project connect edit execute process".split())
