-- What a question learnt, as numbers (JSON), with all it was learnt from: asked again of the same data, it need not learn.
-- horizon_months: how far ahead it looks, in days where it asks about days.
-- grain: one question as of one day
create table if not exists kept.models (
    name varchar not null,
    cutoff date not null,
    horizon_months integer not null,
    data_digest varchar not null,
    version varchar not null,
    numbers varchar not null
)
