-- Forget one audience ($name).
delete from target.kept.audiences
where name = $name;

delete from target.kept.arms
where name = $name
