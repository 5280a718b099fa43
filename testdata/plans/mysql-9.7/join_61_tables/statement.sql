SELECT COUNT(*)
    FROM grades t1 JOIN grades t2 ON t2.grade = t1.grade JOIN grades t3 ON t3.grade = t2.grade JOIN grades t4
    ON t4.grade = t3.grade JOIN grades t5 ON t5.grade = t4.grade JOIN grades t6 ON t6.grade = t5.grade JOIN
    grades t7 ON t7.grade = t6.grade JOIN grades t8 ON t8.grade = t7.grade JOIN grades t9 ON t9.grade =
    t8.grade JOIN grades t10 ON t10.grade = t9.grade JOIN grades t11 ON t11.grade = t10.grade JOIN grades t12
    ON t12.grade = t11.grade JOIN grades t13 ON t13.grade = t12.grade JOIN grades t14 ON t14.grade = t13.grade
    JOIN grades t15 ON t15.grade = t14.grade JOIN grades t16 ON t16.grade = t15.grade JOIN grades t17 ON
    t17.grade = t16.grade JOIN grades t18 ON t18.grade = t17.grade JOIN grades t19 ON t19.grade = t18.grade
    JOIN grades t20 ON t20.grade = t19.grade JOIN grades t21 ON t21.grade = t20.grade JOIN grades t22 ON
    t22.grade = t21.grade JOIN grades t23 ON t23.grade = t22.grade JOIN grades t24 ON t24.grade = t23.grade
    JOIN grades t25 ON t25.grade = t24.grade JOIN grades t26 ON t26.grade = t25.grade JOIN grades t27 ON
    t27.grade = t26.grade JOIN grades t28 ON t28.grade = t27.grade JOIN grades t29 ON t29.grade = t28.grade
    JOIN grades t30 ON t30.grade = t29.grade JOIN grades t31 ON t31.grade = t30.grade JOIN grades t32 ON
    t32.grade = t31.grade JOIN grades t33 ON t33.grade = t32.grade JOIN grades t34 ON t34.grade = t33.grade
    JOIN grades t35 ON t35.grade = t34.grade JOIN grades t36 ON t36.grade = t35.grade JOIN grades t37 ON
    t37.grade = t36.grade JOIN grades t38 ON t38.grade = t37.grade JOIN grades t39 ON t39.grade = t38.grade
    JOIN grades t40 ON t40.grade = t39.grade JOIN grades t41 ON t41.grade = t40.grade JOIN grades t42 ON
    t42.grade = t41.grade JOIN grades t43 ON t43.grade = t42.grade JOIN grades t44 ON t44.grade = t43.grade
    JOIN grades t45 ON t45.grade = t44.grade JOIN grades t46 ON t46.grade = t45.grade JOIN grades t47 ON
    t47.grade = t46.grade JOIN grades t48 ON t48.grade = t47.grade JOIN grades t49 ON t49.grade = t48.grade
    JOIN grades t50 ON t50.grade = t49.grade JOIN grades t51 ON t51.grade = t50.grade JOIN grades t52 ON
    t52.grade = t51.grade JOIN grades t53 ON t53.grade = t52.grade JOIN grades t54 ON t54.grade = t53.grade
    JOIN grades t55 ON t55.grade = t54.grade JOIN grades t56 ON t56.grade = t55.grade JOIN grades t57 ON
    t57.grade = t56.grade JOIN grades t58 ON t58.grade = t57.grade JOIN grades t59 ON t59.grade = t58.grade
    JOIN grades t60 ON t60.grade = t59.grade JOIN grades t61 ON t61.grade = t60.grade
