"""How often words stand in ordinary texts, roughly: it decides by which of its words a phrase is looked for.

Nothing but speed depends on it. A word that is missing counts as rare.
"""

from __future__ import annotations

MOST = frozenset(
    """
    it's don't i'm i my me so up out am been had has do did does would should may
    the to and a of in for is with that it on or this be as are you can if an not we add from at by when will about
    use have all our what more le la les des et un une dans en sur avec pas que qui ce cette est sont vous nous je
    il elle au aux par mais ou où si tout tous votre notre mon ma mes der die das und ist nicht ein eine mit von zu
    den dem im für auf sich auch es sie ich wir ihr aus bei nach wie oder aber noch nur man el los las y por con
    para una se su al lo como más pero sus mi tu gli che di da sono del della è het een van voor niet ook maar op te
    """.split()
)
"""Words of one block of text in twenty and more."""

MANY = frozenset(
    """
    i've can't won't that's you're we're they're here's there's what's didn't isn't you'll i'll let's doesn't
    yours each other first last ever never
    into so but your they one team work how out test i was their which new make other them time up data do
    government like process minutes title some doc using date set also only tags code then has until no fix used
    user there see any t its before over get these people where example need file product support after may should
    been each software value version development package first way re open federal tools than error well us oil
    information two just source help cook heat working build remove would my type most now content through many who
    number same while salt change want water function services let once place end users run system because were take
    design instead update public pan does needs own line such assets options without check create rich sauce
    different name image m module true could rules cut garlic every another mix large very part read put key stream
    between path things research here files back had service even chicken agencies g false web start love day life
    amazing feel link bio free today night morning
    """.split()
)
"""Words of one block in eighty and more."""

SOME = frozenset(
    """
    must based done both better called always around event technology being high improve request few best option
    possible those dough returns find good oven down know post method text list security program changes experience
    easy next allow much case learn during since together stir feedback note policy top systems order write
    available making long tool great started given ways pot within serve look agency major share report cloud
    questions current standards bowl gov go lot release too whether management including means keep specific include
    following low results doing minor state think provided testing organization something multiple approach platform
    building dish cover made bit worked created passed added return rest description found last draft install
    quickly bring non provide might often record right pork community digital tests writing baking least give times
    across did environment types single campaign point beans directly able u don years resources turn important
    supported come property tree states ingredients internal still server site size side sure off level errors
    additional form white recipe brown already taste documentation required thing half longer really useful potatoes
    format features crypto instance pasta performance full sugar call everything cooking enough onions meat names
    never needed me running going cheese allows argument left lead focus creating butter office several three simple
    little olive cup written under pull works quick problem group words uses takes events via windows socket entire
    job again hard nothing less language against gets easier owner rather section application sharing say result
    simmer details common makes message future methods front talk says hot built success business hours findings bug
    looking style below contracting dry schedule client why modern access practices series pass close big missing
    script publish early pieces applications private necessary issues ask having functions red character feature
    label provides person solution practice inside receive properties amount helped above promise otherwise adding
    reduce impact beef parts whole step juice existing soup tell personal replace status show known however store
    cases develop products discovery rule ability easily general per finding italian review packages page vegetables
    extra require fresh send address avoid original months paste prototype try getting asked itself usually learning
    similar immediately throw yet follow complete ensure field issue spread behavior away website cannot old staff
    ones net email else characters mode shared comes world members match benefits senior quality others leave milk
    defined national depending food apply control pre chop upgrade later wanted pour flag developing center
    engineering please class returned move launch tasks examples plan second industry terms final decided meet
    everyone core document calling bugs someone hand skin hair face body sleep energy baby mum mom kids home travel
    summer beauty glow natural gift favourite favorite obsessed sale shop buy health healthy happy guys honestly
    literally finally weekend week weeks routine honest ad gifted thank thanks friends fun perfect game changer
    """.split()
)
"""Words of one block in three hundred and more."""

FEW = frozenset(
    """
    though programs automatically comment currently effort setting survey throughout memory allowed caption court
    root includes term debt forms tech removed cool min human lemon main manage frying copy sheet contract remaining
    du calls null consider separate trying production country shows outside lines reason unless platforms decisions
    library previous real seconds response scripts transfer global exit checks word days warm looks completely
    serving clear beginning powder eggs guide requirements temperature wine contains changed thinking thin egg
    warning sweet cost got actually problems trust green agree hour kind strings info risk reads initial supports
    skills employees further bake streams helps five mushrooms designer docs utility valid pick successful past cups
    potato certain matter fixed short standard progress functional writes ignore picture cause break launched brief
    load view stable traditional empty begin stack shape developed length child delivery contributing money hiring
    career acquisition active far inch dependency range live covered resolve am transparency online effective wait
    account goal handle applied bad combine faster identify parent smaller included links transformation overall
    year leaves entry strategy published helping sets starting choice fully wide black lean his took generate
    opportunities occasionally contain roll planning named requires counts department search market yeast
    administration goes paper mins fasting join question said sent publishing family act drain integration variety
    transform wrap reports components present leading layer improving prevent position focused expect taking
    defaults app aside creates related forward hero space greater meeting customers experts generally potential
    points gives maintain conversation mexican thought training she usage matches accept deep local special managing
    proud patch recent golden documents treated critical four fail yourself nice settings fast plain giving involved
    describe ideas huge action consistent moving costs deliver browser middle scale worker items relevant resolved
    loop resource various push reported minimum hope variable containing clean finished adjust operate ready maybe
    brought limited positive mean collaboration biggest piece target pages interest table model solutions rapidly
    researchers messages house growing room laboratory index storage groups friendly prepare honey minute vinegar
    broth smooth ginger sources guidelines idea drop none benefit stands recommend answer raw builds visual flags
    color challenge coming dedicated pictures host appropriate video month reference algorithm entries track steps
    he expected course generated references split individual posts role processing tells surface h regular anything
    excited designed according prefer reasons improvement partner lab financial older story joined google whisk
    ground season thick handling session zero professional delicious lid talking subject collect mark lists history
    stick phone become connection contribute leaving met correct base wrong taken significant stay lots validation
    climate closed linked purpose computing direction operation produce member speed measure opportunity signal
    numbers disclosure asking typed whenever collection behind knowledge goals came safe larger decision associated
    static save addresses self reviews console effect secure fact spend valuable maximum expression count brand
    container due typically likely head cold recommended ends fish thighs liquid began talent perform starts
    framework keeping voice salad soy sector ten audience disable comments stop changing anyone de cream equal
    colleagues saucepan tag properly limit origin creator aware division customer children preview stand bacon
    slowly lint execution portion computer reach stuff belly maintenance increase followed places previously third
    successfully simply bottom bot cluster tested among worth relative convert frequently codes print releases
    breaking modified lower prints relationship fails holds preferred squash sort held advice participants protocol
    conditions stories flip hundreds touch filling actual checking labels rights press wants strong spending
    policies playstation ham covers flavor compliance french hands starter chips exactly sign internet saying snack
    herbs servers channel repeat bundle bell plastic lightly coverage item variables negative difficult stage melt
    rendered latest network max depends fit her unique listening showing beyond themselves mind care destroy agent
    author powerful reel maintained block ever skip frame ecosystem listed sample ideal contrast american
    improvements warnings percent individuals legal render regularly went absolute considered terminal modify submit
    soft increasing basically feed fixes exist broken almost plus complex runs decide ratio exception license adds
    documented fine releasing edges authors scope fill bringing discuss figure activities enjoy united owners balls
    comfortable escape win companies keeps earlier applying peanut finance award diverse income purchase exciting
    chocolate english maintaining although popular rise sprinkle brush board blend door entirely originally dressing
    paprika fridge mail hear dishes texture asks follows visit inches saw intended double shown priority potentially
    summary couple basis rolling score partnership seeds normal consistently managed smoked strongly seen chili
    labor binary contents sending communicate compare mixed million closely flow reviewed guidance abide peer
    providers hidden rows token force freeze official typical whatever highly round strict loaded addition direct
    yes total requested slow company category jobs achieve received registered improved posted pair profile advanced
    alone interactions alt worry agreement pool drive screenshot exact reuse shift reduced efforts guaranteed native
    failed correctly minimal parties listeners row meant bill confidence areas fits meets handled permission upon
    opening vision degree location disk folks gas curious pain sync trace kept dessert mint tax election evidence
    coconut lunch eat accepted switch period indian firm toss mission glass dealing corn tray buying plate soda till
    praise fold flavour commission science filter suite extract clients towards judge eye peel thickens told crushed
    sour mouth law drink contracts throws certificate higher spring rob coat destroyed replaced beta visible contact
    showed exposed applies soon approval levels tracking stored unlike automated regardless bar watch walk near
    reading register essential manages begins flexibility promises catch background button grow offer expectations
    loading demo lee believe tiny advance reaches knows supporting choose strips solve moment sensitive glowing
    gentle lips eyes lashes nails outfit dress shoes bag wedding birthday christmas workout gym fitness protein
    breakfast dinner coffee tea beer pet dog cat puppy saving savings bank budget invest subscription bottle pack
    serum spf makeup mask scent vegan organic sustainable gut stress tired calm mood loss condition
    """.split()
)
"""Words of one block in a thousand and more."""
