# What doxygen 1.9.4 reads instead of a header.

# A defaulted function needs no comment, and doxygen does not know the templates of Boost that are specialised.
/^ .* = default;/ s/.*//
/^struct boost::/ s/.*/struct specialised_template_of_boost;/

# It takes a comparison in a concept for the end of a template's arguments, and explicit(...) for a function.
/^concept /,/;$/ {
    s/ <= / ≤ /g
    s/ >= / ≥ /g
}
s/\bexplicit\((true|false)\) //

# The members that every model, account and request has, because the concepts of these names ask for them.
s:^    using provider = :    /** The tag of the gateway. */ &:
s:^    using model_type = :    /** The tag of the model. */ &:
s:^    static constexpr model_descriptor descriptor\b:    /** What the gateway documents of the model. */ &:
s:^    static constexpr mode kind\b:    /** The mode that the request is for. */ &:
s:^    secret api_key\b:    /** The gateway's key; it is sent to `base_url` and nowhere else. */ &:
