"""The words people use for how treatment is paid. Medicaid's names in the states are from the states' own pages."""

from __future__ import annotations

import re

from facilities_db.need_words import Table, anywhere

_MEDICAID = (
    r"med[ia]?[ -]?c[ai]{1,2}de?|medica(?:de|ide|ied)|medical (?:card|assistance)|state insurance|"
    r"(?:have|has|got|takes?|accepts?|on|with|and) medical(?=$|[,.!?])|(?<=, )medical(?=$|[,.!?])|"
    r"access insurance|seguro del estado|"
    r"mass ?-?health|medi[ -]cal|badger ?care|tenn ?care|sooner ?(?:care|select)|ahcccs|apple health|kan ?care|"
    r"mo ?healthnet|denali ?care|husky(?: [abcd])?|dr\.? dynasaur|health first colorado|healthy connections|"
    r"hoosier (?:healthwise|care)|hip 2\.0|healthy indiana(?: plan)?|peach ?(?:state|care)|turquoise care|"
    r"centennial care|"
    r"green mountain care|nj family ?care|family ?care|oregon health plan|ohp|equality ?care|"
    r"healthy (?:louisiana|michigan|blue|texas women)|(?:med-?)?quest (?:integration|insurance)|med-?quest|maine ?care|"
    r"iowa (?:health link|total care)|ia health link|hawki|cardinal care|heritage health|diamond state health|"
    r"rite ?care|mountain health (?:trust|promise)|all ?kids|ar ?kids|ar ?home|mi salud|plan vital|la reforma|"
    r"health ?choice(?:s)?|medical id|care ?source|molina|amerigroup|fidelis|health ?first|iehp|cal ?optima|ucare"
)
_WHOSE = r"(?:my |his |her |our |their |the )?"
_KIN = r"(?:husbands?|wifes?|moms?|dads?|parents?|mothers?|fathers?|spouses?|partners?|folks) ?"
_JOB = r"(?:job|work|employers?|boss|union|company|school)s?"
_PRIVATE = (
    rf"private (?:health )?insurance|commercial insurance|seguro privado|{_WHOSE}{_JOB} (?:insurance|plan|coverage)|"
    rf"(?:insurance|insured|coverage|plan|benefits|covered) (?:through|from|thru|by|with|at) {_WHOSE}(?:{_JOB}|{_KIN})|"
    rf"(?:on|under|through|thru) {_WHOSE}{_KIN}(?:insurance|plan|policy)|"
    r"blue ?-?(?:cross|shield)|bcbs\w*|anthem|aetna|cigna|united ?health\w*|uhc|umr|optum|humana|kaiser|"
    r"harvard pilgrim|"
    r"tufts|oscar health|ppo|hmo|beacon health|highmark|ambetter|geisinger|premera|regence|care ?first|magellan|"
    r"health ?net|empire plan|emblem ?health|wellpoint|priority health|select ?health|obama ?care|"
    r"marketplace (?:plan|insurance)|(?:have|has|got|with|is|on|take|takes|accepts?) united(?! (?:way|states|"
    r"methodist))|"
    rf"united (?:insurance|ppo|(?:thru|through|from) {_WHOSE}(?:{_JOB}|{_KIN}))|seguro (?:de|del|por) (?:mi )?trabajo"
)
PAYERS: Table = (
    ("medicaid", anywhere(_MEDICAID)),
    ("medicare", anywhere(r"med[ia]?[ -]?c(?:are|aire|air|ar)")),
    ("private", anywhere(_PRIVATE)),
    (
        "military",
        anywhere(r"tri ?-?care|military (?:insurance|benefits)|champ ?va|va (?:benefits|insurance)|seguro militar"),
    ),
    (
        "sliding",
        anywhere(r"sliding(?:[ -]?(?:fee|scale|pay))*|income[ -]based|based on (?:my |our )?income|escala movil"),
    ),
    (
        "assistance",
        anywhere(
            r"payment (?:assistance|help)|financial (?:aid|assistance|help)|scholarships?|help (?:with )?paying|"
            r"help with (?:the )?(?:cost|bill)|ayuda (?:financiera|para pagar|economica)|becas?|grants"
        ),
    ),
    (
        "cash",
        anywhere(
            r"cash|self[ -]?pay\w*|private pay|out of pocket|pay(?:ing)? (?:for it )?(?:my|our)sel(?:f|ves)|efectivo"
        ),
    ),
)
_NONE = r"(?:any |health |medical |no |an |a )*(?:insurance|coverage|health plan)"
# Taken together: a person without means is served by no charge, a sliding scale or assistance alike.
LOW_COST = anywhere(
    r"free|no[ -]cost|low[ -]cost|low[ -]income|cheap(?:er|est)?|(?:more |most )?affordable|inexpensive|"
    r"reduced (?:cost|fee)s?",
    rf"uninsured|(?:no|without|lost {_WHOSE}?|between|aint got|got no) {_NONE}|"
    rf"(?:dont|do not|doesnt|does not|didnt|dont even) (?:have|got|carry) {_NONE}|insurance (?:ran out|lapsed|expired|"
    rf"ended)",
    rf"lost {_WHOSE}(?:health )?(?:insurance|coverage)|(?:have|has|got) no {_NONE}|not insured",
    r"(?:cant|cannot|can not|couldnt|could not|unable to) (?:\w+ )?(?:afford|pay)|no (?:money|income)|"
    r"aint got (?:any |no )?money",
    r"(?:dont|do not|doesnt) have (?:any |the |much |a lot of )?money|(?:im|i am|were|we are|hes|shes|flat|so|"
    r"dead) broke"
    r"(?! (?:up|down|my|his|her|the|it))",
    r"gratis|gratuit[oa]s?|sin (?:seguro|dinero|plata)|no (?:tengo|tenemos|tiene|hay) (?:seguro|dinero|plata|"
    r"con que pagar)|"
    r"no (?:puedo|podemos|puede) pagar|bajo costo|barat[oa]s?|poco dinero",
)
# "free of drugs", "drug free", "feel free", "are you free tonight": not about money.
NOT_MONEY = re.compile(
    r"\b(?:(?:drug|alcohol|substance|smoke|scent|toll|sugar|pain|debt)[ -]free|feel free|free (?:of|from)|"
    r"(?:are|is|am|im|off and) (?:you |he |she )?free|"
    r"free (?:time|day|days|tonight|tomorrow|today|on|after|evenings?|nights?|week ?ends?|saturdays?|sundays?|"
    r"mornings?)|"
    r"(?:be|get|break|set|breaking|am|me) free|tarde libre)\b"
)
# "we make too much for medicaid", "got kicked off medicaid": not theirs either.
NOT_THEIRS = re.compile(
    r"\b(?:too much for|(?:dont|didnt|doesnt|not) qualify for|not eligible for|denied|kicked off|turned down for)"
    r"(?: (?:me|my|us|our|him|his|her|for|by|the))* $"
)
# "my medicaid got cut off": it is no longer theirs.
ENDED = re.compile(
    r" (?:card |coverage |insurance )?(?:just |got |was |is |has |been |gets )*"
    r"(?:cut(?: off)?|cancel+ed|denied|ran out|expired|lapsed|ended|terminated|stopped|dropped me|kicked me)\b"
)
