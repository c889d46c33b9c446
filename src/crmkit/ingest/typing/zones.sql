-- Times of a file that has zones behind some: put on the shop's clock. Without one in its first rows, or in a time that means
-- nothing, a file is read without this, which is the dearest of all forms to plan.
create or replace temp macro minutes_of(zone) as coalesce(
    case when zone.word = 'CST' then getvariable('central_minutes') end,
    getvariable('zone_minutes')[list_position(getvariable('zone_words'), zone.word)],
    case zone.sign when '-' then -1 else 1 end
    * (coalesce(try_cast(zone.hours as integer), 0) * 60 + coalesce(try_cast(zone.minutes as integer), 0))
);

create or replace temp macro on_shop_clock(value, zone) as
    case
        when zone.word = 'CST' and getvariable('central_minutes') is null then value
        else timezone(getvariable('shop_zone'), timezone('UTC', value - to_minutes(minutes_of(zone)::integer)))
    end;

create or replace temp macro clock_moment(text) as
    case
        when case when contains(text, ':') then regexp_matches(text, getvariable('zone')) end then on_shop_clock(
            settled_moment(regexp_replace(text, getvariable('zone'), '')),
            regexp_extract(text, getvariable('zone'), ['word', 'sign', 'hours', 'minutes'])
        )
        else settled_moment(text)
    end
