SELECT `a (cost=1)` FROM `we``ird "table" <b>` WHERE `a (cost=1)` = 5 AND `it's -> <b>` <> 'x'
