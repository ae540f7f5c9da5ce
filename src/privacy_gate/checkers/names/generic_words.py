"""Words that any program uses and that say nothing about a business: what a neutral name is put together from.

A word that is in none of these sets never stays in a neutral name, so that no list of trades has to be complete.
The sets are written by hand, from what names in libraries of algorithms, formats and infrastructure have in common.
"""

from __future__ import annotations

VERBS = frozenset(
    (
        "accept acquire activate add adjust advance allocate allow analyze annotate append apply approximate assert "
        "assign attach average backup begin bind block broadcast build buffer cache calc calculate call cancel capture "
        "cast change check choose clamp classify clean cleanup clear clip clone close cluster collapse collect combine "
        "commit compare compile complete compress compute concat concatenate configure confirm connect construct "
        "consume convert copy count create cut deactivate decode decompress decorate decrease decrypt deduplicate "
        "define delete deserialize destroy detach detect determine disable discard disconnect dispatch display divide "
        "download draw drop dump duplicate edit emit enable encode encrypt enforce enqueue ensure enter enumerate "
        "escape estimate evaluate exclude execute exit expand expect export extend extract fail fetch fill filter "
        "finalize find finish fit fix flag flatten flush fold follow force format forward free freeze gather generate "
        "get give go grant group guess handle hash hide highlight hold identify ignore import include increase "
        "increment index infer init initialize inject insert inspect install interpolate intersect invert invoke "
        "iterate join keep label launch limit link list listen load locate lock log lookup loop make map mark match "
        "measure merge mock modify monitor mount move multiply mutate normalize notify observe open optimize overlay "
        "override pack pad parse partition pass patch pause perform pick plot poll pop populate post predict prepare "
        "preprocess print process propagate prune publish pull purge push put query queue raise rank read rebuild "
        "receive record reduce refresh register reject release reload remove rename render reorder repair repeat "
        "replace report request require reset reshape resize resolve restart restore restrict resume retrieve retry "
        "return reverse revert rewrite roll rotate round route run sample sanitize save scale scan schedule search "
        "select send serialize set setup shift show shrink shuffle shutdown skip slice smooth solve sort split spread "
        "stack start stop store stream strip submit subscribe substitute subtract summarize sum suspend swap switch "
        "sync synchronize tag take tear test throttle toggle trace track train transfer transform translate transpose "
        "traverse trigger trim truncate unbind uninstall unlock unpack unregister unsubscribe unwrap update upgrade "
        "upload use validate verify visit wait walk warn watch weight wrap write yield zip "
        "analyse deserialise initialise normalise optimise sanitise serialise summarise synchronise"
    ).split()
)
"""What is done: a neutral function begins with one."""

PREDICATES = frozenset("is has can should was are must may needs did does had were will".split())

# of each, also the plural in s counts
_NOUNS = frozenset(
    (
        "access action adapter address alias angle annotation argument array aspect assertion attempt attribute "
        "average axis backend backup bar base batch bin bit block body border bound boundary box branch buffer bucket "
        "builder button byte cache calculation calculator call callback candidate case category cell center chain "
        "change channel char character chart check checker child choice chunk class cleaner client cluster code "
        "coefficient collection collector color column combination command comment comparison component condition "
        "config configuration connection connector constant constraint container content context control controller "
        "conversion converter coordinate copy core count counter criterion cursor curve data database date day "
        "decoder decorator default degree delay delta dependency depth descriptor detail detector device diagram dict "
        "dictionary diff difference digest dimension direction directory dispatcher distance distribution document "
        "domain driver duration edge effect element encoder encoding end endpoint engine entity entry environment "
        "error estimate estimator evaluation evaluator event example exception expression extension extractor factor "
        "factory failure feature field figure file filter finder flag flow folder form format formatter formula "
        "frame fraction frequency function gap generator getter grade gradient graph grid group grouping guard "
        "handle handler hash head header height helper hint history hook host hour id ident identifier image index "
        "indicator info information input instance instruction integer interface interval iteration iterator item job "
        "json key kind label language layer layout leaf length letter level library limit line link list listener "
        "literal loader location lock log logger lookup loop manager map mapper mapping mark marker mask match matcher "
        "matrix maximum mean measure median memory menu message meta metadata method metric middle migration "
        "minimum minute mixin mode model modifier module monitor month name namespace neighbor network node noise "
        "note notice notification number object offset operation operator option outcome output package "
        "padding page pair panel parameter params parent parser part partition password path pattern peak percent "
        "percentage period phase phrase pipeline pivot placeholder plot plugin point pointer pool popup "
        "port position prefix preview priority probability problem procedure process processor profile "
        "progress projection prompt property protocol provider proxy quantile quantity query queue random range rank "
        "rate ratio reader reason receiver record reduction reference region registry relation remainder report "
        "repository representation request requirement resolver resource response result retry revision root "
        "rotation route router row rule runner sample scale scan schedule scheduler schema scope score screen script "
        "search second section segment selection selector sender separator sequence serializer series server service "
        "session set setting setter setup shape sheet sign signal signature similarity size slice slot "
        "slug snapshot socket solution solver sort source space span spec specification split stack stage standard "
        "start state statement statistic stats status step storage store strategy stream string structure "
        "style subset suffix sum summary symbol system tab table tag target task template term test text thread "
        "threshold time timeout timer timestamp title token tool topic total trace tracker transform "
        "transformation transformer transition translation tree trigger tuple type unit update uri url user utility "
        "validation validator value variable variance variant vector version vertex view viewer visitor warning "
        "watcher week weight widget width window word worker wrapper writer xml year zone "
        "executor updater creator previewer maker importer exporter cleaner collector selector reducer matcher "
        "optimizer installer runner logger renderer"
    ).split()
)
NOUNS = _NOUNS | {"args", "kwargs", "csv", "html", "pdf", "sql", "yaml", "http", "io", "api", "cli", "ui"}
"""What something is: the grammatical head of a neutral name."""

MODIFIERS = frozenset(
    (
        "abstract active adjacent after aggregate all alternative any ascending async available avg bad base basic "
        "batch before best big binary bottom bounded cached closed closest common complete concurrent conditional "
        "constant context cumulative current custom daily dead deep default descending different direct dirty "
        "discrete distinct double dry duplicate dynamic each early effective empty enabled end even exact existing "
        "expected explicit external extra failed fast few final first fixed flat foreign full fuzzy general generic "
        "global good hidden high hourly implicit inactive incomplete indirect initial inner input integer internal "
        "invalid inverse joint large last late latest lazy least left linear live local locked long low lower main "
        "manual max maximum mean median min minimal minimum missing mixed monthly most multi multiple mutable named "
        "nearest nested new next nonzero not null num number numeric odd old open optional ordered original other "
        "outer output overall parallel parent parsed partial pending periodic positive possible previous primary prev "
        "private public quick random raw ready real recent recursive redundant regular relative remaining remote "
        "required reverse reversed right rolling root rough safe same secondary selected separate shallow shared "
        "short signed simple single slow small smallest smooth soft sorted sparse special spherical static strict "
        "strong sub subsequent sum super symmetric sync temp temporary tmp text third time top total trailing "
        "transposed unbounded unconditional unique unknown unordered unsafe unsigned unsorted unused updated upper "
        "user valid variable virtual visible weak weekly weighted whole wide yearly zero"
    ).split()
)
"""How, how many or which: may stand before the head."""


def is_generic(word: str) -> bool:
    """Whether a word (lower case) may stay in a neutral name wherever nobody calls it a word of the business."""
    return word in VERBS or word in MODIFIERS or word in PREDICATES or is_noun(word)


def is_verb(word: str) -> bool:
    """Whether a word (lower case) at the beginning of a name says what is done."""
    return word in VERBS


def is_noun(word: str) -> bool:
    """Whether a word (lower case, singular or plural) can be the head of a neutral name."""
    return word in NOUNS or singular(word) in NOUNS


def singular(word: str) -> str:
    """The singular of a regular plural, else the word itself: `entries` is entry, `matches` match."""
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "sses", "xes", "ices")) and word[:-2] in NOUNS:
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def plural(word: str) -> str:
    """The plural of a noun of this module; one that is a plural already stays."""
    if word in ("data", "params", "args", "kwargs", "stats", "info", "metadata", "series") or singular(word) != word:
        return word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("ch", "sh", "ss", "x")) else f"{word}s"


def agent(verb: str) -> str:
    """The noun for what does something: `parse` gives parser, `calculate` calculator, `run` runner."""
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
